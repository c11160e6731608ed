// @ts-check
/** @import {MessageShape, MyThread} from "../types.d.ts" */
import { Unread } from "./unread.js";

/** @typedef {{mine: MyThread, unread: Unread}} Followed */

/** The threads that I follow, by their first message, each with what is unread in it. */
export class Threads {
  /** @type {Map<number, Followed>} */
  #followed = new Map();
  #me;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  /**
   * @param {MyThread} mine
   * @param {boolean} force it replaces what is newer too
   */
  put(mine, force) {
    const held = this.#followed.get(mine.root);
    if (held && held.mine.me_seq > mine.me_seq && !force) return;
    if (!mine.following) {
      this.#followed.delete(mine.root);
      return;
    }
    const unread = held?.unread ?? new Unread(this.#me);
    unread.rebase(mine.read_seq, mine.unread, mine.upto);
    this.#followed.set(mine.root, { mine, unread });
  }

  /** @param {number} root */
  get(root) {
    return this.#followed.get(root);
  }

  /** @param {number} room that I left: none of its threads is followed any more */
  leave(room) {
    for (const [root, { mine }] of this.#followed) {
      if (mine.room === room) this.#followed.delete(root);
    }
  }

  /** The server says anew which there are. */
  clear() {
    this.#followed.clear();
  }

  /**
   * A reply was written, changed or deleted.
   *
   * @param {MessageShape} reply
   * @returns {boolean} whether it is in a thread that I follow
   */
  take(reply) {
    const held = reply.thread_root ? this.#followed.get(reply.thread_root) : undefined;
    held?.unread.take(reply);
    return held !== undefined;
  }

  /**
   * @param {number} root
   * @param {number} seq
   * @returns {boolean} whether that changed anything
   */
  readUpTo(root, seq) {
    const unread = this.#followed.get(root)?.unread;
    if (!unread) return false;
    const { readSeq, count } = unread;
    unread.readUpTo(seq);
    return readSeq !== unread.readSeq || count !== unread.count;
  }

  /** How many replies are unread in a thread. @param {number} root */
  unreadIn(root) {
    return this.#followed.get(root)?.unread.count ?? 0;
  }

  /** In how many threads something is unread. */
  get waiting() {
    return [...this.#followed.values()].filter(({ unread }) => unread.count > 0).length;
  }
}
