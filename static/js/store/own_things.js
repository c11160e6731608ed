// @ts-check

/**
 * @template {{id: number, me_seq: number}} T
 * Things of mine of one kind, by id; those that are over are not shown.
 */
export class OwnThings {
  /** @type {Map<number, T>} */
  #things = new Map();
  #isOver;

  /** @param {(thing: T) => boolean} isOver */
  constructor(isOver) {
    this.#isOver = isOver;
  }

  /**
   * @param {T} thing
   * @param {boolean} [force] it replaces what is newer too
   * @returns {boolean} whether it was news
   */
  take(thing, force = false) {
    const held = this.#things.get(thing.id);
    if (held && held.me_seq >= thing.me_seq && !force) return false;
    this.#things.set(thing.id, thing);
    return true;
  }

  /** All that is held may be out of date: what comes next is all there is. */
  clear() {
    this.#things.clear();
  }

  /** @param {number} id */
  get(id) {
    const thing = this.#things.get(id);
    return thing && !this.#isOver(thing) ? thing : undefined;
  }

  /** @returns {T[]} */
  all() {
    return [...this.#things.values()].filter((thing) => !this.#isOver(thing));
  }
}
