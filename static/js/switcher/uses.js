// @ts-check

const HALF_LIFE_MS = 7 * 86_400_000;
const KEPT = 100;
/** What a use a moment ago adds to how well a name fits (static/js/fuzzy.js), and the most. */
const BONUS = 60;
const MOST = 300;

/** @typedef {[key: string, score: number, at: number]} Use */

/**
 * What someone goes to, and how often: each use counts one, and half as much a week later. Kept in
 * this browser: what one does at work and at home is not the same.
 */
export class Uses {
  #storage;
  #key;
  #now;

  /**
   * @param {number} user
   * @param {() => Pick<Storage, "getItem" | "setItem">} storage may fail
   * @param {() => number} now
   */
  constructor(user, storage = () => localStorage, now = Date.now) {
    this.#storage = storage;
    this.#key = `hearth-uses-${user}`;
    this.#now = now;
  }

  /** @param {string} key */
  use(key) {
    const uses = this.#read();
    const score = this.#scoreOf(uses.find(([each]) => each === key)) + 1;
    const others = uses.filter(([each]) => each !== key);
    try {
      const kept = [[key, score, this.#now()], ...others].slice(0, KEPT);
      this.#storage().setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Then names alone decide.
    }
  }

  /** @returns {(key: string) => number} what its use adds to how well something fits */
  bonuses() {
    const scores = new Map(this.#read().map((use) => [use[0], this.#scoreOf(use)]));
    return (key) => Math.min(MOST, BONUS * (scores.get(key) ?? 0));
  }

  /** @param {Use | undefined} use */
  #scoreOf(use) {
    if (!use) return 0;
    return use[1] * 0.5 ** (Math.max(0, this.#now() - use[2]) / HALF_LIFE_MS);
  }

  /** @returns {Use[]} */
  #read() {
    try {
      const kept = JSON.parse(this.#storage().getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isUse) : [];
    } catch {
      return [];
    }
  }
}

/**
 * @param {unknown} use
 * @returns {use is Use}
 */
function isUse(use) {
  return Array.isArray(use) && typeof use[0] === "string" && use.slice(1).every(Number.isFinite);
}
