// @ts-check
import { fold } from "./fuzzy.js";

/**
 * @typedef {object} Entry one emoji that can be picked
 * @property {string} key what is written for it, without a tone: `👍`, or `:name:` of one's own
 * @property {string} name what it is called
 * @property {string[]} words what it is found by, folded: its short names first
 * @property {number} group where it stands: an index of the data's groups, or `CUSTOM`
 * @property {Map<number, string>} tones by skin tone, 1 to 5
 * @property {string} [src] of a picture
 */

/** @typedef {{emoji: string, annotation: string, shortcodes?: string[], tags?: string[],
 *   group?: number, skins?: {emoji: string, tone: number | number[]}[]}} Raw as the npm package
 *   emoji-picker-element-data has it */

/** The organisation's own stand before the others. */
export const CUSTOM = -1;
/** Parts of emoji, such as bare skin tones: nobody picks them. */
const COMPONENTS = 2;
export const RECENT_MOST = 24;

/**
 * @param {Raw[]} raw
 * @returns {Entry[]} in the order in which they are shown
 */
export function entriesOf(raw) {
  return raw
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .map(({ emoji, annotation, shortcodes = [], tags = [], group = 0, skins = [] }) => ({
      key: emoji,
      name: annotation,
      words: [...shortcodes, ...annotation.split(" "), ...tags].map(fold),
      group,
      tones: new Map(skins.flatMap((skin) => oneTone(skin))),
    }));
}

/**
 * @param {{name: string, url: string}} custom
 * @returns {Entry}
 */
export function customEntry({ name, url }) {
  const words = [name, ...name.split(/[_+-]/)].map(fold);
  return { key: `:${name}:`, name, words, group: CUSTOM, tones: new Map(), src: url };
}

/**
 * What is written for an emoji in the tone that was chosen, 0 for none.
 *
 * @param {Entry} entry
 * @param {number} tone
 */
export function toned(entry, tone) {
  return entry.tones.get(tone) ?? entry.key;
}

/**
 * Those that every word of the query fits, the best first.
 *
 * @param {Entry[]} entries
 * @param {string} query
 * @returns {Entry[]}
 */
export function found(entries, query) {
  const wanted = fold(query.replaceAll(":", " ")).split(/[\s_]+/).filter(Boolean);
  if (!wanted.length) return entries;
  return entries
    .map((entry, at) => ({ entry, at, score: scoreOf(entry, wanted) }))
    .filter(({ score }) => score < Infinity)
    .sort((a, b) => a.score - b.score || a.at - b.at)
    .map(({ entry }) => entry);
}

/**
 * Puts what was picked in front of what was picked before.
 *
 * @param {string[]} recent
 * @param {string} key
 */
export function withRecent(recent, key) {
  return [key, ...recent.filter((other) => other !== key)].slice(0, RECENT_MOST);
}

/**
 * Of people together only those in one tone: who wants two tones writes them.
 *
 * @param {{emoji: string, tone: number | number[]}} skin
 * @returns {[number, string][]}
 */
function oneTone({ emoji, tone }) {
  const tones = new Set([tone].flat());
  return tones.size === 1 ? [[[...tones][0], emoji]] : [];
}

/**
 * Lower is better; Infinity does not fit.
 *
 * @param {Entry} entry
 * @param {string[]} wanted
 */
function scoreOf({ words }, wanted) {
  return wanted.reduce((sum, word) => sum + wordScore(words, word), 0);
}

/**
 * @param {string[]} words
 * @param {string} wanted
 */
function wordScore(words, wanted) {
  let best = Infinity;
  words.forEach((word, at) => {
    const where = word === wanted ? 0 : word.startsWith(wanted) ? 10 : word.includes(wanted) ? 40 : Infinity;
    best = Math.min(best, where + Math.min(at, 9));
  });
  return best;
}
