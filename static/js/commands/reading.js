// @ts-check
/** @import {History, Readers, SeenBy} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** How one finds one's place, and who has read how far. */
export class ReadingCommands {
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
   * The first of what is new in a room, by itself: the room's timeline stays as it is held.
   *
   * @param {number} room
   * @param {number} after the number up to which it was read
   * @param {number} limit
   * @returns {Promise<History>}
   */
  async unreadOf(room, after, limit) {
    const { history } = await this.#connection.request("room:history", { room, after, limit });
    for (const message of history.messages) this.#store.people.meet(message);
    return history;
  }

  /**
   * Loads the page around the first entry at or after a time, or the newest when nothing came since.
   *
   * @param {number} id the room's
   * @param {string} at ISO 8601
   * @returns {Promise<number | null>} that entry's number
   */
  async loadAt(id, at) {
    const room = this.#store.rooms.get(id);
    if (!room) return null;
    const page = room.timeline.begin("around");
    try {
      const { history } = await this.#connection.request("room:history", { room: id, at });
      room.timeline.finish(page, history);
      for (const message of history.messages) this.#store.people.meet(message);
      this.#store.touched(room);
      return history.at;
    } catch (error) {
      room.timeline.abandon(page);
      throw error;
    }
  }

  /**
   * @param {number} room
   * @param {number} message its id
   * @returns {Promise<SeenBy>} who has read it
   */
  async seenBy(room, message) {
    const { seen } = await this.#connection.request("message:seen", { room, message });
    return seen;
  }

  /**
   * @param {number} room a small one
   * @returns {Promise<Readers>} how far the others have read
   */
  async readers(room) {
    const { readers } = await this.#connection.request("room:readers", { room });
    return readers;
  }
}
