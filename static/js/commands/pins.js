// @ts-check
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** Pins. */
export class PinCommands {
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
   * @param {{room: number, id: number}} message
   * @param {boolean} on
   */
  async set({ room, id }, on) {
    const name = on ? "message:pin" : "message:unpin";
    const { message } = await this.#connection.request(name, { room, message: id });
    this.#store.acknowledged(message);
  }

  /** @param {number} id */
  async load(id) {
    const room = this.#store.rooms.get(id);
    const { messages } = await this.#connection.request("room:pins", { room: id });
    room?.pins.set(messages);
    this.#store.signals.emit("pins", id);
  }
}
