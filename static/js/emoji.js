// @ts-check
import { fold } from "./fuzzy.js";

/** @typedef {{name: string, char: string}} Emoji */

const SHOWN = 8;
/** A colon that begins a word, and at least two letters: not the one in `10:30` or `http:`. */
const WORD = /(?:^|[\s(])(:([a-z0-9_+-]{2,}))$/i;

/**
 * The `:name` that is being written before the caret.
 *
 * @param {string} text
 * @param {number} caret
 * @returns {{name: string, start: number} | null}
 */
export function emojiWord(text, caret) {
  const match = WORD.exec(text.slice(0, caret));
  return match && { name: match[2], start: caret - match[1].length };
}

/**
 * Those whose name begins so come first, then those that contain it.
 *
 * @param {Emoji[]} emojis
 * @param {string} name
 * @returns {Emoji[]}
 */
export function completions(emojis, name) {
  const wanted = fold(name);
  const starts = emojis.filter((emoji) => emoji.name.startsWith(wanted));
  const contains = emojis.filter((emoji) => emoji.name.indexOf(wanted) > 0);
  const byLength = (/** @type {Emoji} */ a, /** @type {Emoji} */ b) =>
    a.name.length - b.name.length || (a.name < b.name ? -1 : 1);
  return [...starts.sort(byLength), ...contains.sort(byLength)].slice(0, SHOWN);
}

/** The list of emoji, fetched when the first `:` is written. */
export class EmojiList {
  /** @type {Promise<Emoji[]> | undefined} */
  #loading;
  #url;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /** @returns {Promise<Emoji[]>} empty when it cannot be had now */
  load() {
    this.#loading ??= fetch(this.#url)
      .then((response) => response.json())
      .catch(() => {
        this.#loading = undefined;
        return [];
      });
    return this.#loading;
  }
}
