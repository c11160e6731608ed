// @ts-check

const PREFIX = "hearth-draft-";

/**
 * @typedef {object} Entry what was typed here and may not be saved yet
 * @property {number} room
 * @property {number | null} thread
 * @property {string} text
 * @property {number} base the number of the saved draft that it began from
 * @property {boolean} dirty whether it still has to be saved
 * @property {boolean} alone whether it was written out of touch with the server
 * @property {number} typedAt
 * @property {number} waitingSince when the oldest key that is not saved was pressed
 */

/**
 * The drafts that this browser keeps until the server has them, each person's apart. It may be
 * full or refused: then they last as long as the page.
 */
export class DraftStorage {
  #storage;
  #prefix;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} storage
   * @param {number} user
   */
  constructor(storage, user) {
    this.#storage = storage;
    this.#prefix = `${PREFIX}${user}-`;
  }

  /**
   * @param {string} key
   * @param {Entry | undefined} entry
   */
  keep(key, entry) {
    try {
      this.#storage.setItem(this.#prefix + key, JSON.stringify(entry));
    } catch {
      // Kept in memory.
    }
  }

  /** @param {string} key */
  forget(key) {
    try {
      this.#storage.removeItem(this.#prefix + key);
    } catch {
      // What could not be stored need not be forgotten.
    }
  }

  /** @returns {[string, Entry][]} what is kept, by its key */
  all() {
    /** @type {[string, Entry][]} */
    const kept = [];
    for (const key of stored(this.#storage, this.#prefix)) {
      try {
        const entry = JSON.parse(this.#storage.getItem(key) ?? "");
        if (typeof entry.text === "string") kept.push([key.slice(this.#prefix.length), entry]);
      } catch {
        // Another program's.
      }
    }
    return kept;
  }
}

/**
 * Forgets the drafts that this browser keeps, of everyone who used it: at log-out.
 *
 * @param {Storage} storage
 */
export function forgetDrafts(storage) {
  for (const key of stored(storage, PREFIX)) storage.removeItem(key);
}

/**
 * @param {Pick<Storage, "key" | "length">} storage
 * @param {string} prefix
 * @returns {string[]}
 */
function stored(storage, prefix) {
  try {
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    return keys.filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
