// @ts-check
/** @import {SearchPage} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */

/** Search. */
export class SearchCommands {
  #connection;

  /** @param {Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /**
   * @param {string} query
   * @param {{before?: number | null, limit?: number | null}} [page]
   * @returns {Promise<SearchPage>}
   */
  async find(query, { before = null, limit = null } = {}) {
    const { page } = await this.#connection.request("search", { query, before, limit });
    return page;
  }
}
