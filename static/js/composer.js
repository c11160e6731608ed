// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {SendExtras} from "./types.d.ts" */
import { hook, hooks, maybe, setAttribute, setText, show } from "./dom.js";
import { Drafts } from "./drafts.js";
import { toast } from "./notices.js";
import { readSlash } from "./slash.js";

/** @typedef {{id: number, thread: number | null}} Place a room, or a thread of it */

/** Said from this share of the allowed length on. */
const COUNT_FROM = 0.9;

/**
 * Where messages are written: one draft a place, or the text of a message that is being edited.
 */
export class Composer {
  /** Called with each message as it is sent. */
  onSend = () => {};
  /** Called when the text changes by hand. @type {(room: number, text: string) => void} */
  onInput = () => {};
  /** Asked for the message that ↑ edits. @type {() => MessageShape | null} */
  lastOwn = () => null;
  /** @type {(message: MessageShape) => void} */
  onEmptied = () => {};
  /** What goes with a message beside its words. @type {() => SendExtras} */
  extras = () => ({});
  form;
  input;
  /** @type {Place | null} */
  #place = null;
  /** @type {MessageShape | null} */
  #editing = null;
  /** What was written before this script ran. */
  #early;
  #commands;
  #drafts;
  #longest;
  #enterSends;

  /**
   * @param {HTMLElement} form
   * @param {Commands} commands
   * @param {Drafts} drafts
   * @param {{longest: number, enterSends: boolean}} options longest: characters; where Enter does not
   *   send, Ctrl+Enter does
   */
  constructor(form, commands, drafts, { longest, enterSends }) {
    this.form = form;
    this.input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
    this.#early = this.input.value;
    this.#commands = commands;
    this.#drafts = drafts;
    this.#longest = longest;
    this.#enterSends = enterSends;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    drafts.signals.on("replaced", ({ room, thread }) => this.#replaced(room, thread));
    maybe("cancel-edit", form)?.addEventListener("click", () => this.cancelEdit());
  }

  /** @param {Place} place */
  open(place) {
    this.cancelEdit();
    this.#place = place;
    this.#put(this.#drafts.get(place.id, place.thread) || this.#early);
    this.#early = "";
  }

  /**
   * Whether this is where one writes to a room, or to a thread of it.
   *
   * @param {number} room
   * @param {number | null} thread
   */
  isAt(room, thread) {
    return this.#place?.id === room && this.#place.thread === thread;
  }

  /**
   * Puts a quote where one writes, after what was begun.
   *
   * @param {string} quote
   */
  quote(quote) {
    if (!this.#place) return;
    this.cancelEdit();
    const { id, thread } = this.#place;
    const begun = this.input.value.trimEnd();
    const all = begun ? `${begun}\n\n${quote}` : quote;
    this.#drafts.set(id, all, thread);
    this.#put(all);
    this.focus();
  }

  /**
   * Words that were sent are the draft again, before what was begun since.
   *
   * @param {number} room
   * @param {number | null} thread
   * @param {string} text
   */
  giveBack(room, thread, text) {
    const since = this.#drafts.get(room, thread);
    const all = since.trim() ? `${text}\n${since}` : text;
    this.#drafts.set(room, all, thread);
    if (this.isAt(room, thread) && !this.#editing) this.#put(all);
  }

  focus() {
    if (!this.form.hidden) this.input.focus({ preventScroll: true });
  }

  /** @param {MessageShape} message */
  edit(message) {
    this.#mark(null);
    this.#editing = message;
    this.#mark("");
    show(hook("editing", this.form), true);
    this.#put(message.text);
    this.focus();
  }

  /** @returns {boolean} whether there was anything to cancel */
  cancelEdit() {
    if (!this.#editing) return false;
    this.#mark(null);
    this.#editing = null;
    show(hook("editing", this.form), false);
    this.#put(this.#place ? this.#drafts.get(this.#place.id, this.#place.thread) : "");
    return true;
  }

  async submit() {
    const text = this.input.value.trim();
    if (!this.#place) return;
    const excess = length(text) - this.#longest;
    if (excess > 0) {
      toast(`This is ${excess} characters too long. Shorten it, or send it in parts.`);
      return;
    }
    if (this.#editing) await this.#saveEdit(this.#editing, text);
    else if (text) await this.#give(this.#place, text);
  }

  /**
   * A message is sent; a command is given, and stays here until it is done.
   *
   * @param {Place} place
   * @param {string} text
   */
  async #give(place, text) {
    const read = readSlash(text);
    if ("send" in read) {
      this.#send(place, read.send);
      return;
    }
    try {
      const said = await this.#commands.slash.run(place.id, read.run);
      if (this.input.value.trim() === text) this.#put("");
      this.#drafts.set(place.id, "", place.thread);
      if (said) toast(said);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /**
   * Keeps what stands here until a time, instead of sending it.
   *
   * @param {Date} at
   * @returns {Promise<boolean>} false when there was nothing that could wait
   */
  async schedule(at) {
    const text = this.input.value.trim();
    const room = this.#place; // the button for it stands in a room's composer alone
    if (!room || !text || this.#editing || length(text) > this.#longest) return false;
    const read = readSlash(text);
    if ("run" in read) {
      toast("A command cannot wait. Send it, or write // to begin with a slash.");
      return false;
    }
    const draft = this.#drafts.sent(room.id);
    this.#put("");
    this.onInput(room.id, "");
    try {
      await this.#commands.writing.schedule(room.id, read.send, at, draft);
      return true;
    } catch (error) {
      this.#drafts.set(room.id, text);
      if (room === this.#place && !this.input.value) this.#put(text);
      toast(/** @type {Error} */ (error).message);
      return false;
    }
  }

  /**
   * Another of my devices went on writing.
   *
   * @param {number} room
   * @param {number | null} thread
   */
  #replaced(room, thread) {
    if (this.#editing || thread !== this.#place?.thread || room !== this.#place?.id) return;
    const text = this.#drafts.get(room, thread);
    if (text !== this.input.value) this.#put(text);
  }

  /**
   * @param {Place} place
   * @param {string} text
   */
  #send({ id, thread }, text) {
    const draft = this.#drafts.sent(id, thread);
    this.#put("");
    const where = thread === null ? {} : { thread };
    this.#commands.sendMessage(id, text, { draft, ...where, ...this.extras() });
    this.onSend();
    this.onInput(id, "");
  }

  /**
   * @param {MessageShape} message
   * @param {string} text
   */
  async #saveEdit(message, text) {
    if (!text) {
      this.onEmptied(message);
      return;
    }
    try {
      if (text !== message.text) {
        await this.#commands.editMessage(message.room, message.id, text);
      }
      if (this.#editing === message) this.cancelEdit();
    } catch (error) {
      toast(/** @type {Error} */ (error).message); // what was written stays in the composer
    }
  }

  #typed() {
    this.#fit();
    if (!this.#place || this.#editing) return;
    const { id, thread } = this.#place;
    this.#drafts.set(id, this.input.value, thread);
    this.onInput(id, this.input.value);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // The Enter that ends an input method's composition chooses a word; it does not send.
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && this.#sends(event)) {
      event.preventDefault();
      void this.submit();
    } else if (event.key === "Escape" && this.cancelEdit()) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "ArrowUp" && !this.input.value && !event.shiftKey) {
      const last = this.lastOwn();
      if (!last) return;
      event.preventDefault();
      this.edit(last);
    }
  }

  /** Ctrl+Enter (on a Mac Cmd+Enter) sends for everyone. @param {KeyboardEvent} event */
  #sends({ shiftKey, altKey, ctrlKey, metaKey }) {
    return !shiftKey && !altKey && (this.#enterSends || ctrlKey || metaKey);
  }

  /** @param {string} text */
  #put(text) {
    this.input.value = text;
    this.input.setSelectionRange(text.length, text.length);
    this.#fit();
  }

  /** As high as the words, up to half the window; the style sheet bounds it. */
  #fit() {
    if (!CSS.supports("field-sizing", "content")) {
      this.input.style.blockSize = "auto";
      this.input.style.blockSize = `${this.input.scrollHeight}px`;
    }
    const left = this.#longest - length(this.input.value);
    const count = maybe("count", this.form);
    show(count, left < this.#longest * (1 - COUNT_FROM));
    setText(count, left < 0 ? `${-left} too many` : String(left));
    setAttribute(count, "data-over", left < 0 ? "" : null);
  }

  /** @param {string | null} value */
  #mark(value) {
    for (const article of hooks(`message="${this.#editing?.id}"`)) {
      setAttribute(article, "data-editing-now", value);
    }
  }
}

/**
 * Characters as the server counts them: not UTF-16 units.
 *
 * @param {string} text
 */
function length(text) {
  return text.length > 5_000 || /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}
