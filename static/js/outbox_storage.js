// @ts-check
/** @import {OutboxItem, OutboxStorage} from "./types.d.ts" */

const DATABASE = "hearth";
const STORE = "outbox";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: "client_id" });
      store.createIndex("user", "user");
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>} its result, once its transaction is on disk
 */
function committed(request) {
  return new Promise((done, fail) => {
    const transaction = /** @type {IDBTransaction} */ (request.transaction);
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => fail(transaction.error);
  });
}

/**
 * The outbox's items of one user, in this browser's IndexedDB.
 *
 * @implements {OutboxStorage}
 */
export class BrowserStorage {
  /** @type {Promise<IDBDatabase> | undefined} */
  #database;
  #user;

  /** @param {number} user */
  constructor(user) {
    this.#user = user;
  }

  /** @returns {Promise<OutboxItem[]>} */
  async all() {
    const store = await this.#store("readonly");
    return committed(store.index("user").getAll(this.#user));
  }

  /** @param {OutboxItem} item */
  async put(item) {
    await committed((await this.#store("readwrite")).put(item));
  }

  /** @param {string} clientId */
  async delete(clientId) {
    await committed((await this.#store("readwrite")).delete(clientId));
  }

  async clear() {
    const store = await this.#store("readwrite");
    const keys = store.index("user").getAllKeys(this.#user);
    keys.onsuccess = () => keys.result.forEach((key) => store.delete(key));
    await committed(keys);
  }

  /** @param {IDBTransactionMode} mode */
  async #store(mode) {
    this.#database ??= open();
    const database = await this.#database;
    // "strict" waits for the disk: an acknowledged write survives the machine's crash.
    return database.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE);
  }
}

/** Empties the outboxes of everyone who used this browser: at log-out, from any page. */
export async function clearAllOutboxes() {
  const database = await open();
  await committed(database.transaction(STORE, "readwrite").objectStore(STORE).clear());
  database.close();
}
