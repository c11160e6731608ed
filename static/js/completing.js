// @ts-check
/** @import {Person} from "./types.d.ts" */
import { fit } from "./fuzzy.js";

/** @typedef {"@" | "#" | ":"} Sign */
/** @typedef {{sign: Sign, query: string, start: number}} Word what is being written, and where */

/** @typedef {{id: number, name: string, topic: string, joined: boolean}} Place a public room */
/** @typedef {{name: string, says: string}} Call who is called by a name that is nobody's */

/**
 * @typedef {object} Candidate
 * @property {"person" | "call" | "room"} kind
 * @property {string} text what is written for it
 * @property {string[]} names what it may be called, the chief name first
 * @property {string} hint
 * @property {string} [note] what to know before it is taken
 * @property {boolean} near in the room, or joined
 * @property {number} recent the higher, the later; 0 not lately
 * @property {Person} [person]
 */

export const SHOWN = 8;
/** A sign that begins a word: not the one in an address, in `10:30` or in `C#`. Emoji take two
 * letters, for people write `:)`. */
const WORD = /(?:^|[\s([{"'*_~>|])([@#][^\s@#:]{0,40}|:[a-z0-9_+-]{2,60})$/i;

/**
 * The word that is being written before the caret.
 *
 * @param {string} text
 * @param {number} caret
 * @returns {Word | null}
 */
export function wordAt(text, caret) {
  const match = WORD.exec(text.slice(Math.max(0, caret - 80), caret));
  if (!match) return null;
  const [sign, query] = [/** @type {Sign} */ (match[1][0]), match[1].slice(1)];
  return { sign, query, start: caret - match[1].length };
}

/**
 * Those that fit, the best first: how they fit in three steps, then who is in the room, then who
 * wrote lately, then how well they fit.
 *
 * @param {string} query
 * @param {Candidate[]} candidates
 * @returns {Candidate[]}
 */
export function ranked(query, candidates) {
  return candidates
    .flatMap((candidate, at) => {
      const score = bestFit(query, candidate.names);
      return score === null ? [] : [{ candidate, at, score, step: stepOf(score) }];
    })
    .sort(
      (a, b) =>
        b.step - a.step ||
        Number(b.candidate.near) - Number(a.candidate.near) ||
        b.candidate.recent - a.candidate.recent ||
        b.score - a.score ||
        a.at - b.at,
    )
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate);
}

/**
 * @param {string} query
 * @param {string[]} names
 */
function bestFit(query, names) {
  const scores = names.map((name) => fit(query, name)).filter((score) => score !== null);
  return scores.length ? Math.max(...scores) : null;
}

/** A beginning, the beginning of a word or letters in a row, letters here and there.
 * @param {number} score as `fit` gives it */
function stepOf(score) {
  return score > 800 ? 2 : score > 200 ? 1 : 0;
}
