// @ts-check
/** @import {SavedPage} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** Saved messages. */
export class SavedCommands {
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

  /** @param {{room: number, id: number}} message */
  async save({ room, id }) {
    const { saved } = await this.#connection.request("message:save", { room, message: id });
    this.#store.takeSaved(saved);
  }

  /**
   * @param {number} id
   * @param {{note?: string, done?: boolean, remind_at?: string, quiet?: boolean}} fields
   */
  async update(id, fields) {
    const { saved } = await this.#connection.request("saved:update", { saved: id, ...fields });
    this.#store.takeSaved(saved);
  }

  /** @param {number} id */
  async remove(id) {
    const { saved } = await this.#connection.request("saved:remove", { saved: id });
    this.#store.takeSaved(saved);
  }

  /**
   * @param {boolean} done
   * @param {number} [before] the id of the last one had
   * @returns {Promise<SavedPage>}
   */
  async page(done, before) {
    const { page } = await this.#connection.request("saved:list", { done, before: before ?? null });
    for (const { saved } of page.entries) this.#store.saved.take(saved);
    return page;
  }
}
