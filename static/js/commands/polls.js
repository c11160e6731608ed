// @ts-check
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** @typedef {{room: number, id: number}} Which */

/** Polls. */
export class PollCommands {
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
   * @param {{room: number, client_id: string, question: string, options: string[],
   *   multiple: boolean, anonymous: boolean, closes_in: number | null}} poll
   */
  async create(poll) {
    const { message } = await this.#connection.request("poll:create", poll);
    this.#store.acknowledged(message);
  }

  /**
   * @param {Which} which
   * @param {number[]} options all that I vote for, by their places
   */
  async vote({ room, id }, options) {
    const { message } = await this.#connection.request("poll:vote", { room, message: id, options });
    this.#store.votes.set(id, options);
    this.#store.acknowledged(message);
  }

  /** @param {Which} which */
  async loadMine({ room, id }) {
    const { options } = await this.#connection.request("poll:mine", { room, message: id });
    this.#store.votes.set(id, options);
    this.#store.signals.emit("timeline", room);
  }

  /** @param {Which} which */
  async close({ room, id }) {
    const { message } = await this.#connection.request("poll:close", { room, message: id });
    this.#store.acknowledged(message);
  }
}
