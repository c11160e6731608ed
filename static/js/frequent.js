// @ts-check
/** @typedef {{emoji: string, name: string, picture?: string | null}} Emoji */

const KEY = "hearth-reactions";
const KEPT = 40;
/** What most reactions are, until one has reactions of one's own. @type {Emoji[]} */
const USUAL = [
  { emoji: "👍", name: "thumbs up" },
  { emoji: "❤️", name: "red heart" },
  { emoji: "😂", name: "face with tears of joy" },
  { emoji: "🎉", name: "party popper" },
  { emoji: "👀", name: "eyes" },
  { emoji: "✅", name: "check mark button" },
];

/** The emoji that someone reacts with most, in this browser. */
export class Frequent {
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem">} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @returns {Emoji[]} six, those used most often lately first; the usual ones after them */
  top() {
    const used = this.#read();
    const counts = new Map();
    for (const each of used) counts.set(each.emoji, (counts.get(each.emoji) ?? 0) + 1);
    const all = [...new Map([...used, ...USUAL].reverse().map((e) => [e.emoji, e])).values()].reverse();
    const count = (/** @type {Emoji} */ { emoji }) => counts.get(emoji) ?? 0;
    return all.sort((a, b) => count(b) - count(a)).slice(0, USUAL.length);
  }

  /** @param {Emoji} emoji */
  use(emoji) {
    try {
      this.#storage.setItem(KEY, JSON.stringify([emoji, ...this.#read()].slice(0, KEPT)));
    } catch {
      // Without storage the usual ones are offered.
    }
  }

  /** @returns {Emoji[]} the last first */
  #read() {
    try {
      const kept = JSON.parse(this.#storage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter((e) => typeof e?.emoji === "string") : [];
    } catch {
      return [];
    }
  }
}
