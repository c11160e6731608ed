// @ts-check

/** More held than this and the rest is left to the catch-up, which brings it anyway. */
const HELD_MOST = 500;

/**
 * One durable sequence as the client has it: everything up to `head` is applied, and what arrived
 * ahead of it is held until the gap is closed.
 *
 * @template T
 */
export class Sequence {
  /** @type {Map<number, T>} */
  #held = new Map();

  /** @param {number} head */
  constructor(head) {
    this.head = head;
  }

  /** Whether something is missing between the head and what is held. */
  get gap() {
    return this.#held.size > 0;
  }

  /**
   * Takes one event, which may come late, twice or early.
   *
   * @param {number} seq
   * @param {T} item
   * @returns {T[]} what is to be applied now, in order
   */
  offer(seq, item) {
    if (seq <= this.head) return [];
    if (this.#held.size < HELD_MOST || seq === this.head + 1) this.#held.set(seq, item);
    return this.#drain();
  }

  /**
   * Everything up to `upto` has been applied by other means.
   *
   * @param {number} upto
   * @returns {T[]} what was held and follows it without a gap, in order
   */
  advance(upto) {
    if (upto > this.head) this.head = upto;
    for (const seq of this.#held.keys()) if (seq <= this.head) this.#held.delete(seq);
    return this.#drain();
  }

  /**
   * Starts again at `head`, which may lie behind: the server's database was restored.
   *
   * @param {number} head
   */
  restart(head) {
    this.head = head;
    for (const seq of this.#held.keys()) if (seq <= head) this.#held.delete(seq);
  }

  #drain() {
    /** @type {T[]} */
    const ready = [];
    for (let next = this.head + 1; this.#held.has(next); next += 1) {
      ready.push(/** @type {T} */ (this.#held.get(next)));
      this.#held.delete(next);
      this.head = next;
    }
    return ready;
  }
}
