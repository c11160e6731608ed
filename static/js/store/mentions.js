// @ts-check
/** @import {MessageShape, MyRoom} from "../types.d.ts" */

/**
 * Which unread messages of a room mention me: those that the server named when it was last read,
 * and what has come or changed since.
 */
export class Mentions {
  /** @type {Set<number>} the numbers that the server named */
  #told = new Set();
  /** What was heard of a message after that: its last change, and whether it mentions me.
   * @type {Map<number, {at: number, calls: boolean}>} */
  #heard = new Map();
  #me;
  #readSeq = 0;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  get count() {
    return this.seqs.length;
  }

  /** @returns {number[]} the messages' numbers, oldest first */
  get seqs() {
    const kept = [...this.#told].filter((seq) => !this.#heard.has(seq));
    for (const [seq, { calls }] of this.#heard) if (calls) kept.push(seq);
    return kept.filter((seq) => seq > this.#readSeq).sort((a, b) => a - b);
  }

  /** @param {MyRoom} mine */
  rebase(mine) {
    this.#readSeq = mine.read_seq;
    this.#told = new Set(mine.mentions);
    for (const [seq, { at }] of this.#heard) if (at <= mine.room.last_seq) this.#heard.delete(seq);
  }

  /**
   * Takes a message that was created or changed in the room.
   *
   * @param {MessageShape} message
   */
  take(message) {
    const { seq, changed_seq: at } = message;
    const known = this.#heard.get(seq);
    if (known && known.at >= at) return;
    // A thread counts its own replies.
    const calls = message.in_room && mentions(message, this.#me);
    if (calls || known || this.#told.has(seq)) this.#heard.set(seq, { at, calls });
  }

  /**
   * The cursor moves here before the server says so.
   *
   * @param {number} seq
   */
  readUpTo(seq) {
    this.#readSeq = Math.max(this.#readSeq, seq);
    for (const heard of this.#heard.keys()) if (heard <= seq) this.#heard.delete(heard);
  }
}

/**
 * Whether a message calls someone.
 *
 * @param {MessageShape} message
 * @param {number} user
 */
export function mentions({ deleted, author, mentions: users, mentions_room: all }, user) {
  return !deleted && author?.id !== user && (all || users.includes(user));
}
