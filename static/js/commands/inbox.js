// @ts-check
/** @import {InboxCounts, InboxItem, InboxPage} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** What was said to me. */
export class InboxCommands {
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
   * @param {{kind?: InboxItem["kind"] | null, unread: boolean, before?: string | null}} asked
   * @returns {Promise<InboxPage>}
   */
  async page(asked) {
    const { page } = await this.#connection.request("inbox:list", asked);
    for (const { message, root } of page.items) {
      this.#store.people.meet(message);
      if (root) this.#store.people.meet(root);
    }
    return page;
  }

  /** @returns {Promise<InboxCounts>} how much of each kind waits */
  async counts() {
    const { counts } = await this.#connection.request("inbox:count", {});
    return counts;
  }

  /**
   * @param {Pick<InboxItem, "kind" | "item">} which
   * @param {boolean} done
   */
  async mark({ kind, item }, done) {
    await this.#connection.request("inbox:mark", { kind, item, done });
  }

  /** I am done with all of it. */
  async readAll() {
    await this.#connection.request("inbox:read", {});
  }
}
