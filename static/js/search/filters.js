// @ts-check
/** @import {Person} from "../types.d.ts" */

/** @typedef {{operator: string, value: string, start: number}} Filter what is being written */
/** @typedef {{text: string, names: string[], hint: string, kind?: string, person?: Person}} Choice */

/** What may follow an operator, where that is not a name. */
export const VALUES = new Map(
  Object.entries({
    has: ["file", "image", "link", "pin", "poll"],
    is: ["saved", "thread"],
    before: ["today", "yesterday", "1w", "1m"],
    after: ["yesterday", "1w", "1m", "1y"],
    on: ["today", "yesterday", "monday"],
  }),
);
export const OPERATORS = ["from", "in", "before", "after", "on", "has", "is"];

const VALUE = /(?:^|\s)-?(from|in|before|after|on|has|is):("[^"]*|[^\s"]*)$/i;
const BEGUN = /(?:^|\s)-?([a-z]{2,6})$/i;

/**
 * The filter that is being written before the caret: its operator and how far its value is, or
 * with an empty `operator` the beginning of an operator's name.
 *
 * @param {string} text
 * @param {number} caret
 * @returns {Filter | null}
 */
export function filterAt(text, caret) {
  const before = text.slice(0, caret);
  const value = VALUE.exec(before);
  if (value) {
    const [, operator, written] = value;
    const start = caret - written.length;
    return { operator: operator.toLowerCase(), value: written.replace('"', ""), start };
  }
  const begun = BEGUN.exec(before);
  return begun && { operator: "", value: begun[1], start: caret - begun[1].length };
}

/**
 * A value as it is written: in quotes where it has blanks.
 *
 * @param {string} value
 */
export function quoted(value) {
  return /\s/.test(value) ? `"${value}"` : value;
}

/**
 * The operators that begin so.
 *
 * @param {string} begun
 * @returns {Choice[]}
 */
export function operatorsFor(begun) {
  const wanted = begun.toLowerCase();
  return OPERATORS.filter((name) => name.startsWith(wanted)).map((name) => {
    return { text: `${name}:`, names: [name], hint: HINTS.get(name) ?? "" };
  });
}

const HINTS = new Map(
  Object.entries({
    from: "someone",
    in: "a room or direct messages",
    before: "a day",
    after: "a day",
    on: "a day",
    has: "file, image, link, pin, poll",
    is: "saved, thread",
  }),
);
