// @ts-check
/** @import {DraftShape} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** What a person does with what they have begun to write. */
export class WritingCommands {
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
   * @param {number | null} thread
   * @param {string} text
   * @returns {Promise<DraftShape>}
   */
  async saveDraft(room, thread, text) {
    const { draft } = await this.#connection.request("draft:save", { room, thread, text });
    this.#store.takeDraft(draft);
    return draft;
  }
}
