// @ts-check
/** @import {MessageShape} from "../types.d.ts" */

/**
 * How many messages of others lie after one's read cursor: what the server counted when it was
 * last read, and what has arrived or been deleted since.
 */
export class Unread {
  /** @type {Set<number>} */
  #arrived = new Set();
  /** @type {Set<number>} */
  #deleted = new Set();
  #counted = 0;
  #countedAt = -1;
  #me;
  readSeq = 0;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  get count() {
    let count = this.#counted - this.#deleted.size;
    for (const seq of this.#arrived) if (seq > this.readSeq) count += 1;
    return Math.max(0, count);
  }

  /**
   * Starts again from the server's count.
   *
   * @param {number} readSeq
   * @param {number} counted how many it found after that
   * @param {number} countedAt the room's head when it counted
   */
  rebase(readSeq, counted, countedAt) {
    this.readSeq = readSeq;
    this.#counted = counted;
    this.#countedAt = countedAt;
    this.#deleted.clear();
    for (const seq of this.#arrived) if (seq <= this.#countedAt) this.#arrived.delete(seq);
  }

  /**
   * Takes a message that was created or changed in the room, or in the thread.
   *
   * @param {MessageShape} message
   */
  take(message) {
    if (message.kind !== "text" || message.author?.id === this.#me) return;
    if (message.seq > this.#countedAt) this.#takeNew(message);
    else if (message.deleted) this.#takeDeleted(message);
  }

  /**
   * The cursor moves here before the server says so.
   *
   * @param {number} seq
   */
  readUpTo(seq) {
    this.readSeq = Math.max(this.readSeq, seq);
    if (seq < this.#countedAt) return;
    this.#counted = 0;
    this.#deleted.clear();
    for (const arrived of this.#arrived) if (arrived <= seq) this.#arrived.delete(arrived);
  }

  /** @param {MessageShape} message */
  #takeNew(message) {
    if (message.deleted) this.#arrived.delete(message.seq);
    else if (message.seq > this.readSeq) this.#arrived.add(message.seq);
  }

  /** @param {MessageShape} message */
  #takeDeleted(message) {
    // A deletion before the server counted is in its count already.
    if (message.changed_seq <= this.#countedAt || message.seq <= this.readSeq) return;
    if (this.#counted > 0) this.#deleted.add(message.seq);
  }
}
