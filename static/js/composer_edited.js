// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
import { hook, hooks, setAttribute, show } from "./dom.js";
import { toast } from "./notices.js";

/** The message whose text stands in a composer to be edited; it is marked where it stands. */
export class Edited {
  /** @type {MessageShape | null} */
  message = null;
  #form;

  /** @param {HTMLElement} form */
  constructor(form) {
    this.#form = form;
  }

  /** @param {MessageShape} message */
  begin(message) {
    this.#mark(null);
    this.message = message;
    this.#mark("");
    show(hook("editing", this.#form), true);
  }

  /** @returns {boolean} whether there was one */
  end() {
    if (!this.message) return false;
    this.#mark(null);
    this.message = null;
    show(hook("editing", this.#form), false);
    return true;
  }

  /**
   * @param {Commands} commands
   * @param {string} text
   * @returns {Promise<boolean>} whether it is saved and still the one that is edited; if not, what was
   *   written stays in the composer
   */
  async save(commands, text) {
    const { message } = this;
    if (!message) return false;
    try {
      if (text !== message.text) await commands.editMessage(message.room, message.id, text);
      return this.message === message;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      return false;
    }
  }

  /** @param {string | null} value */
  #mark(value) {
    for (const article of hooks(`message="${this.message?.id}"`)) {
      setAttribute(article, "data-editing-now", value);
    }
  }
}
