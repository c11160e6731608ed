// @ts-check
/** @import {EmojiShape} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */
/** @typedef {{emoji: EmojiShape[], mayAdd: boolean}} OwnEmoji */

/** The organisation's own emoji: asked for when they are first wanted on a connection. */
export class EmojiCommands {
  #connection;
  /** @type {Promise<OwnEmoji> | null} */
  #all = null;

  /**
   * @param {Store} store
   * @param {Connection} connection
   */
  constructor(store, connection) {
    this.#connection = connection;
    const forget = () => (this.#all = null);
    store.signals.on("emoji", forget);
    connection.signals.on("closed", forget); // what changes meanwhile is not heard
  }

  /** @returns {Promise<OwnEmoji>} */
  load() {
    this.#all ??= this.#connection.request("emoji:list", {}).then(
      ({ emoji, may_add: mayAdd }) => ({ emoji, mayAdd }),
      (error) => {
        this.#all = null;
        throw error;
      },
    );
    return this.#all;
  }

  /**
   * @param {string} name
   * @param {Blob} picture
   * @returns {Promise<EmojiShape>}
   */
  async add(name, picture) {
    const { sendForm } = await import("../send_form.js");
    const form = new FormData();
    form.set("name", name);
    form.set("picture", picture);
    return sendForm("/api/emoji", form);
  }

  /** @param {number} emoji */
  async withdraw(emoji) {
    await this.#connection.request("emoji:withdraw", { emoji });
  }
}
