// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */
import { hook, setText } from "./dom.js";
import { typingLine } from "./store/people.js";

const PAUSE_MS = 5_000;
const LOOK_MS = 1_000;

/** Tells the others that this person types: seldom, and that they stopped, once. */
export class TypingSignals {
  #said = 0;
  #room = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  #commands;
  #every;
  #now;

  /**
   * @param {Pick<Commands, "typing">} commands
   * @param {number} every ms
   * @param {() => number} [now]
   */
  constructor(commands, every, now = Date.now) {
    this.#commands = commands;
    this.#every = every;
    this.#now = now;
  }

  /**
   * @param {number} room
   * @param {string} text what is in the composer now
   */
  input(room, text) {
    if (room !== this.#room || !text.trim()) this.stop();
    if (!text.trim()) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), PAUSE_MS);
    if (this.#said && this.#now() - this.#said < this.#every) return;
    this.#room = room;
    this.#said = this.#now();
    this.#commands.typing(room, true);
  }

  stop() {
    clearTimeout(this.#idle);
    if (this.#said) this.#commands.typing(this.#room, false);
    this.#said = 0;
  }
}

/** The line beneath the composer that says who types. */
export class TypingView {
  /** @type {number | null} */
  #room = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #store;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    store.signals.on("typing", (room) => {
      if (room === this.#room) this.patch();
    });
  }

  /** @param {number} room */
  open(room) {
    this.#room = room;
    this.patch();
  }

  patch() {
    const names = this.#room === null ? [] : this.#store.typing.names(this.#room, Date.now());
    setText(hook("typing"), typingLine(names));
    clearInterval(this.#timer);
    if (names.length) this.#timer = setInterval(() => this.patch(), LOOK_MS); // it lapses
  }
}
