// @ts-check
/** @import {MessageShape} from "../types.d.ts" */

/** What a room has pinned, once it was asked for: kept current by the room's own events. */
export class Pins {
  /** By message id, pinned or not: what was unpinned since outdoes an answer that is late.
   * @type {Map<number, MessageShape>} */
  #held = new Map();
  loaded = false;

  /** @returns {MessageShape[]} the one pinned last first */
  get list() {
    const pinned = [...this.#held.values()].filter((message) => message.pin);
    return pinned.sort((a, b) => ((a.pin?.at ?? "") < (b.pin?.at ?? "") ? 1 : -1));
  }

  /** @param {MessageShape[]} messages all that are pinned */
  set(messages) {
    this.loaded = true;
    for (const message of messages) this.take(message);
  }

  /**
   * Takes a message that was created or changed in the room.
   *
   * @param {MessageShape} message
   * @returns {boolean} whether the list may be another
   */
  take(message) {
    const known = this.#held.get(message.id);
    if (!known && !message.pin) return false;
    if (known && known.changed_seq >= message.changed_seq) return false;
    this.#held.set(message.id, message);
    return true;
  }

  /** The next look asks again. */
  forget() {
    this.#held.clear();
    this.loaded = false;
  }
}
