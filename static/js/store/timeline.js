// @ts-check
/** @import {History, MessageShape} from "../types.d.ts" */

/** @typedef {{kind: "newest" | "around" | "before" | "after", edge: number | null}} Page */

/**
 * The messages of one room that are held: one unbroken stretch of it. `hasBefore` and `hasAfter`
 * say whether the room goes on beyond its ends.
 */
export class Timeline {
  loaded = false;
  hasBefore = false;
  hasAfter = false;
  /** @type {Map<number, MessageShape>} */
  #bySeq = new Map();
  /** @type {number[]} ascending */
  #seqs = [];
  #fetching = 0;
  /** What arrived while a page was on its way, and which that page may not have seen.
   * @type {Map<number, MessageShape>} */
  #late = new Map();

  /** @returns {MessageShape[]} oldest first */
  get messages() {
    return this.#seqs.map((seq) => /** @type {MessageShape} */ (this.#bySeq.get(seq)));
  }

  get size() {
    return this.#seqs.length;
  }

  get first() {
    return this.#seqs[0] ?? null;
  }

  get last() {
    return this.#seqs.at(-1) ?? null;
  }

  /** Whether nobody has written in the room yet. */
  get silent() {
    if (!this.loaded || this.hasBefore || this.hasAfter) return false;
    return ![...this.#bySeq.values()].some((message) => message.kind === "text");
  }

  /** @param {number} seq */
  get(seq) {
    return this.#bySeq.get(seq);
  }

  /**
   * Takes a message as it is now. One that lies beyond an end which the room outruns is left to
   * the page that will bring it.
   *
   * @param {MessageShape} message
   * @returns {boolean} whether what is held changed
   */
  put(message) {
    if (this.#fetching) keepNewer(this.#late, message);
    if (!this.loaded || !this.#covers(message.seq)) return false;
    return this.#insert(message);
  }

  /**
   * A page is being asked for; `finish` or `abandon` follows.
   *
   * @param {Page["kind"]} kind
   * @returns {Page}
   */
  begin(kind) {
    this.#fetching += 1;
    const edge = kind === "before" ? this.first : kind === "after" ? this.last : null;
    return { kind, edge };
  }

  /** @param {Page} _page */
  abandon(_page) {
    this.#fetching = Math.max(0, this.#fetching - 1);
    if (!this.#fetching) this.#late.clear();
  }

  /**
   * Takes the page that was asked for, and then what arrived while it was on its way.
   *
   * @param {Page} page
   * @param {History} history
   */
  finish(page, history) {
    if (page.kind === "newest" || page.kind === "around") this.#replace(history);
    else this.#extend(page, history);
    for (const message of [...this.#late.values()].sort((a, b) => a.seq - b.seq)) {
      if (this.#covers(message.seq)) this.#insert(message);
    }
    this.abandon(page);
  }

  /**
   * Drops what is held for the room's newest page.
   *
   * @param {MessageShape[]} messages
   * @param {boolean} hasBefore
   */
  reset(messages, hasBefore) {
    this.#replace({ messages, has_before: hasBefore, has_after: false });
  }

  /** Forgets everything; the next visit asks again. */
  unload() {
    this.#replace({ messages: [], has_before: false, has_after: false });
    this.loaded = false;
  }

  /**
   * Lets go of rows at one end when there are more than `most`.
   *
   * @param {"start" | "end"} end
   * @param {number} most
   */
  trim(end, most) {
    const excess = this.#seqs.length - most;
    if (excess <= 0) return;
    const gone = end === "start" ? this.#seqs.splice(0, excess) : this.#seqs.splice(-excess);
    for (const seq of gone) this.#bySeq.delete(seq);
    if (end === "start") this.hasBefore = true;
    else this.hasAfter = true;
  }

  /** @param {Pick<History, "messages" | "has_before" | "has_after">} page */
  #replace(page) {
    this.#bySeq.clear();
    this.#seqs = [];
    for (const message of page.messages) this.#insert(message);
    this.loaded = true;
    this.hasBefore = page.has_before;
    this.hasAfter = page.has_after;
  }

  /**
   * @param {Page} page
   * @param {History} history
   */
  #extend(page, history) {
    // The end moved while the page was on its way (rows were let go, or a fresh snapshot came):
    // joined on now, it would leave a hole.
    if (!this.loaded || page.edge !== (page.kind === "before" ? this.first : this.last)) return;
    for (const message of history.messages) this.#insert(message);
    if (page.kind === "before") this.hasBefore = history.has_before;
    else this.hasAfter = history.has_after;
  }

  /** @param {number} seq */
  #covers(seq) {
    if (this.hasBefore && (this.first === null || seq < this.first)) return false;
    return !(this.hasAfter && (this.last === null || seq > this.last));
  }

  /** @param {MessageShape} message */
  #insert(message) {
    if (message.withdrawn) return this.#remove(message.seq);
    const known = this.#bySeq.has(message.seq);
    if (!keepNewer(this.#bySeq, message)) return false;
    if (!known) this.#seqs.splice(this.#position(message.seq), 0, message.seq);
    return true;
  }

  /** @param {number} seq */
  #remove(seq) {
    if (!this.#bySeq.delete(seq)) return false;
    this.#seqs.splice(this.#seqs.indexOf(seq), 1);
    return true;
  }

  /** @param {number} seq */
  #position(seq) {
    let at = this.#seqs.length;
    while (at > 0 && this.#seqs[at - 1] > seq) at -= 1; // nearly always the end
    return at;
  }
}

/**
 * @param {Map<number, MessageShape>} messages
 * @param {MessageShape} message
 */
function keepNewer(messages, message) {
  const known = messages.get(message.seq);
  if (known && known.changed_seq >= message.changed_seq) return false;
  messages.set(message.seq, message);
  return true;
}
