// @ts-check

/**
 * What was begun and not sent, by room, in this browser. Storage may be full or refused: then a
 * draft lasts as long as the page.
 */
export class Drafts {
  /** @type {Map<number, string>} */
  #drafts = new Map();
  #prefix;
  #storage;

  /**
   * @param {number} user
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage
   */
  constructor(user, storage) {
    this.#prefix = `hearth-draft-${user}-`;
    this.#storage = storage;
  }

  /** @param {number} room */
  get(room) {
    const held = this.#drafts.get(room);
    if (held !== undefined) return held;
    try {
      return this.#storage.getItem(this.#prefix + room) ?? "";
    } catch {
      return "";
    }
  }

  /**
   * @param {number} room
   * @param {string} text
   */
  set(room, text) {
    this.#drafts.set(room, text);
    try {
      if (text) this.#storage.setItem(this.#prefix + room, text);
      else this.#storage.removeItem(this.#prefix + room);
    } catch {
      // Kept in memory.
    }
  }
}

/**
 * Forgets the drafts of everyone who used this browser: at log-out.
 *
 * @param {Storage} storage
 */
export function forgetDrafts(storage) {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
  for (const key of keys) if (key?.startsWith("hearth-draft-")) storage.removeItem(key);
}
