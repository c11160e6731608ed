// @ts-check
/** @import {Commands} from "./commands.js" */

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"];
const LOOK_MS = 15_000;

/** Tells the server whether the person is at this page: away after a while without a sign. */
export class Away {
  away = false;
  /** @type {(away: boolean) => void} */
  onChange = () => {};
  #commands;
  #after;
  #seen = Date.now();

  /**
   * @param {Pick<Commands, "presence">} commands
   * @param {number} after ms
   */
  constructor(commands, after) {
    this.#commands = commands;
    this.#after = after;
    for (const sign of SIGNS) {
      window.addEventListener(sign, () => this.#sign(), { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#sign();
    });
    setInterval(() => this.#look(), LOOK_MS);
  }

  /** A new connection counts as active until told otherwise. */
  connected() {
    if (this.away) this.#commands.presence("away");
  }

  #sign() {
    this.#seen = Date.now();
    if (this.away) this.#set(false);
  }

  #look() {
    if (!this.away && Date.now() - this.#seen >= this.#after) this.#set(true);
  }

  /** @param {boolean} away */
  #set(away) {
    this.away = away;
    this.#commands.presence(away ? "away" : "active");
    this.onChange(away);
  }
}
