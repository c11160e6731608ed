// @ts-check
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** How one finds one's place: by time. */
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
}
