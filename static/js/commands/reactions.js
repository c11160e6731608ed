// @ts-check
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */
/** @import {Emoji} from "../store/reactions.js" */

/** Reactions: shown at once, then told to the server. */
export class ReactionCommands {
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
   * Sets my reaction under a message, or takes it back.
   *
   * @param {{room: number, id: number}} message
   * @param {Emoji} emoji
   * @param {boolean} on
   */
  async set({ room, id }, emoji, on) {
    const { reactions, signals } = this.#store;
    const wish = reactions.wish(id, emoji, on);
    signals.emit("timeline", room);
    const name = on ? "reaction:add" : "reaction:remove";
    const asked = { room, message: id, emoji: emoji.emoji };
    try {
      const { message } = await this.#connection.request(name, asked);
      reactions.settle(wish, message.changed_seq);
      this.#store.acknowledged(message);
    } catch (error) {
      reactions.giveUp(id, wish);
      throw error;
    } finally {
      signals.emit("timeline", room);
    }
  }
}
