// @ts-check
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** Link previews. */
export class PreviewCommands {
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

  /** @param {{room: number, message: number, preview: number}} which */
  async remove(which) {
    const { message } = await this.#connection.request("preview:remove", which);
    this.#store.acknowledged(message);
  }
}
