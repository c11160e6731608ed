// @ts-check
import { fold } from "./fuzzy.js";

/** @typedef {{name: string, char: string, src?: string}} Emoji `src` of a picture */

const SHOWN = 8;
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
