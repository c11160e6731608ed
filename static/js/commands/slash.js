// @ts-check
/** @import {MessageShape} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */
import { newId } from "../ids.js";

/** The commands that begin with a slash, and what one says of oneself. */
export class SlashCommands {
  #store;
  #connection;

  /**
   * @param {Store} store
   * @param {Connection} connection
   */
  constructor(store, connection) {
    this.#store = store;
    this.#connection = connection;
  }

  /**
   * @param {number} room
   * @param {string} text
   * @returns {Promise<string>} what became of it, in a sentence; empty where it is seen anyway
   */
  async run(room, text) {
    const data = { room, text, client_id: newId() };
    const { said, message } = await this.#connection.request("command:run", data);
    if (message) this.#store.acknowledged(/** @type {MessageShape} */ (message));
    return said;
  }

  /** @param {{emoji: string, text: string, until: Date | null}} status nothing clears it */
  async setStatus({ emoji, text, until }) {
    const data = { emoji, text, until: until?.toISOString() ?? null };
    this.#take(await this.#connection.request("status:set", data));
  }

  /** @param {boolean} away */
  async setAway(away) {
    this.#take(await this.#connection.request("away:set", { away }));
  }

  /** @param {{person: any}} answer */
  #take({ person }) {
    this.#store.apply("person:changed", { person });
  }
}
