// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Composer} from "./composer.js" */
/** @import {Store} from "./store.js" */
import { hook, show } from "./dom.js";
import { announce, toast } from "./notices.js";

/**
 * For some seconds after sending, beneath the composer: take it back, and have the words again.
 * Ctrl+Z in an empty composer does the same.
 */
export class Undo {
  /** @type {MessageShape | null} */
  #message = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #button;
  #commands;
  #composer;
  #ms;

  /**
   * @param {Composer} composer
   * @param {Store} store
   * @param {Commands} commands
   * @param {number} ms how long it is offered
   */
  constructor(composer, store, commands, ms) {
    this.#composer = composer;
    this.#commands = commands;
    this.#ms = ms;
    this.#button = hook("undo", composer.form);
    this.#button.addEventListener("click", () => void this.#undo());
    composer.input.addEventListener("keydown", (event) => this.#key(event));
    store.signals.on("sent", (message) => this.#offer(message));
  }

  /** @param {MessageShape} message */
  #offer(message) {
    if (!this.#ms || !this.#composer.isAt(message.room, message.thread_root)) return;
    this.#message = message;
    show(this.#button, true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), this.#ms);
  }

  #end() {
    clearTimeout(this.#timer);
    this.#message = null;
    if (document.activeElement === this.#button) this.#composer.focus();
    show(this.#button, false);
  }

  async #undo() {
    const message = this.#message;
    if (!message) return;
    this.#end();
    try {
      await this.#commands.undoMessage(message.room, message.id);
      const place = { id: message.room, thread: message.thread_root };
      this.#composer.giveBack(place.id, place.thread, message.text);
      this.#composer.files.giveBack(place, message.files);
      announce("Taken back");
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
    this.#composer.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
    if (!asked || !this.#message || this.#composer.input.value) return;
    event.preventDefault();
    void this.#undo();
  }
}
