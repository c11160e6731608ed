// @ts-check

/**
 * Named happenings and who listens to them: how the store tells the views what changed.
 * A listener that fails is reported and does not keep the others from hearing.
 */
export class Signals {
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * @param {string} topic
   * @param {(detail: any) => void} listener
   * @returns {() => void} ends the listening
   */
  on(topic, listener) {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /**
   * @param {string} topic
   * @param {any} [detail]
   */
  emit(topic, detail) {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
