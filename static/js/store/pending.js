// @ts-check
/** @import {MessageShape, OutboxItem, Pending} from "../types.d.ts" */

/**
 * Messages on their way out, by room: shown at once, until the room's own copy takes over.
 */
export class PendingMessages {
  /** @type {Map<string, Pending>} */
  #items = new Map();

  /** @param {OutboxItem} item */
  put(item) {
    this.#items.set(item.client_id, item);
  }

  /** @param {string} clientId */
  get(clientId) {
    return this.#items.get(clientId);
  }

  /** @param {string} clientId */
  remove(clientId) {
    return this.#items.delete(clientId);
  }

  /**
   * The server has it. The row stays until the room's own events have come so far, so that there
   * is never a moment without it.
   *
   * @param {string} clientId
   * @param {MessageShape} message
   */
  acknowledge(clientId, message) {
    const item = this.#items.get(clientId);
    if (item) this.#items.set(clientId, { ...item, seq: message.seq });
  }

  /**
   * The room's own copy has come.
   *
   * @param {number} room
   * @param {number} head
   * @returns {boolean} whether any went
   */
  settle(room, head) {
    let gone = false;
    for (const item of this.#items.values()) {
      if (item.room !== room || item.seq === undefined || item.seq > head) continue;
      gone = this.#items.delete(item.client_id) || gone;
    }
    return gone;
  }

  /**
   * @param {number} room
   * @param {number | null} [thread] the first message of one of its threads; null: the room's own
   * @returns {Pending[]} in the order written
   */
  in(room, thread = null) {
    const here = (/** @type {Pending} */ item) =>
      item.room === room && ((item.thread ?? null) === thread || (!thread && item.also_in_room));
    return [...this.#items.values()].filter(here).sort(byOrder);
  }

  /** How many are not yet acknowledged. */
  get waiting() {
    return [...this.#items.values()].filter((item) => item.seq === undefined).length;
  }

  clear() {
    this.#items.clear();
  }
}

/**
 * @param {OutboxItem} a
 * @param {OutboxItem} b
 */
export function byOrder(a, b) {
  return a.order[0] - b.order[0] || a.order[1] - b.order[1];
}
