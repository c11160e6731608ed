// @ts-check
/** @import {Entry} from "./entries.js" */
import { DATABASE, noteFilesLeft } from "../files_left.js";
import { newId } from "../ids.js";

const STORE = "files";
/** Held as long as this tab lives: what a tab left behind that is gone, another takes over. */
const TAB = newId();
const LOCK = "hearth-files-";

/** The files chosen and not sent yet, their bytes too, until they are with the server. */
export class Shelf {
  /** @type {Promise<IDBDatabase> | undefined} */
  #opening;
  /** @type {Set<string>} */
  #keys = new Set();
  #user;

  /** @param {number} user */
  constructor(user) {
    this.#user = user;
    // A page without locks (plain http on a local network) takes all for left behind: of two tabs
    // that send the same file one is told to wait.
    void navigator.locks?.request(LOCK + TAB, () => new Promise(() => {}));
  }

  /** @returns {Promise<Entry[]>} what tabs left that are gone, which is this tab's now */
  async adopt() {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    const living = new Set(held.map(({ name }) => name));
    /** @type {(Entry & {user: number, tab: string})[]} */
    const all = await this.#run("readonly", (store) => store.getAll()).catch(() => []);
    const mine = all.filter(({ user, tab }) => user === this.#user && !living.has(LOCK + tab));
    for (const entry of mine) this.put(entry);
    if (!all.some(({ user }) => user === this.#user)) noteFilesLeft(this.#user, false);
    return mine;
  }

  /** @param {Entry} entry */
  put(entry) {
    this.#keys.add(entry.key);
    noteFilesLeft(this.#user, true);
    const kept = { ...entry, user: this.#user, tab: TAB };
    // What cannot be stored (a full disk, a private window) is sent all the same.
    this.#run("readwrite", (store) => store.put(kept)).catch(() => {});
  }

  /** @param {string} key */
  delete(key) {
    this.#keys.delete(key);
    if (!this.#keys.size) noteFilesLeft(this.#user, false);
    this.#run("readwrite", (store) => store.delete(key)).catch(() => {});
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>}
   */
  async #run(mode, ask) {
    this.#opening ??= open();
    const database = await this.#opening;
    return new Promise((done, fail) => {
      const request = ask(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: "key" });
    };
    request.onsuccess = () => {
      // At log-out it is deleted, by whichever tab.
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
    request.onerror = () => fail(request.error);
  });
}
