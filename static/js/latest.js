// @ts-check

/** Of work that is begun anew before it is done: when none of it is left. */
export class Latest {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>} the same
   */
  follow(work) {
    this.#last = work;
    return work;
  }

  /** Once the latest is done, and no later one was begun in the meantime. */
  async settled() {
    let last;
    do {
      last = this.#last;
      await last;
    } while (last !== this.#last);
  }
}
