// @ts-check
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** The groups that one name mentions. */
export class GroupCommands {
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

  /** Reads them again: on every connect, for what changes while one is away has no number. */
  async load() {
    const { groups } = await this.#connection.request("group:list", {});
    this.#store.people.setGroups(groups);
    this.#store.signals.emit("groups");
  }
}
