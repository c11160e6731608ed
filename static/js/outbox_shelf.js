// @ts-check
/** @import {OutboxItem, OutboxStorage} from "./types.d.ts" */

/** The outbox's storage with its writes in order: what cannot be stored is still sent. */
export class Shelf {
  /** @type {Map<string, Promise<void>>} */
  #saving = new Map();
  #storage;

  /** @param {OutboxStorage} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  all() {
    return this.#storage.all().catch(() => []);
  }

  /**
   * @param {OutboxItem} item
   * @returns {Promise<void>} once it is stored, or cannot be (a full disk, a private window)
   */
  put(item) {
    const saved = this.#storage.put(item).catch(() => {});
    this.#saving.set(item.client_id, saved);
    return saved.then(() => {
      this.#saving.delete(item.client_id);
    });
  }

  /** Waits for an item's write: until it is stored it is not sent. @param {string} clientId */
  async stored(clientId) {
    await this.#saving.get(clientId);
  }

  /** @param {string} clientId */
  forget(clientId) {
    // After the write that may still be under way, or it would come back with the next page.
    void Promise.resolve(this.#saving.get(clientId))
      .then(() => this.#storage.delete(clientId))
      .catch(() => {}); // sent again after a crash, it gets the same answer
  }

  async clear() {
    await Promise.allSettled(this.#saving.values());
    await this.#storage.clear();
  }
}
