// @ts-check

/**
 * @typedef {object} Written a text, and what is selected in it
 * @property {string} text
 * @property {number} start
 * @property {number} end
 */

/** How an item of any list begins. */
const ITEM = /^([-*] (\[[ xX]\] )?|\d+\. )/;

/** @type {Record<string, (written: Written) => Written>} What each button of the bar does. */
export const FORMATS = {
  bold: (written) => wrap(written, "**", "bold"),
  italic: (written) => wrap(written, "*", "italic"),
  strike: (written) => wrap(written, "~~", "struck out"),
  code: (written) => (isLines(written) ? fence(written, "") : wrap(written, "`", "code")),
  spoiler: (written) => wrap(written, "||", "hidden"),
  link: linkTo,
  quote: (written) => begin(written, () => "> ", /^> ?/, /^> ?/),
  bullets: (written) => begin(written, () => "- ", /^[-*] (?!\[[ xX]\] )/, ITEM),
  numbers: (written) => begin(written, (at) => `${at + 1}. `, /^\d+\. /, ITEM),
  tasks: (written) => begin(written, () => "- [ ] ", /^[-*] \[[ xX]\] /, ITEM),
  table,
};

/**
 * Puts marks around what is selected, or takes them away again.
 *
 * @param {Written} written
 * @param {string} mark
 * @param {string} words stand there where nothing is selected
 * @returns {Written}
 */
function wrap({ text, start, end }, mark, words) {
  const size = mark.length;
  const before = text.slice(0, start);
  const after = text.slice(end);
  const inside = text.slice(start, end);
  if (isMarked(before, after, mark)) {
    const bare = before.slice(0, -size) + inside + after.slice(size);
    return { text: bare, start: start - size, end: end - size };
  }
  // Marks take no space inside: a double click often selects one.
  const bare = inside.trim();
  const lead = bare ? inside.length - inside.trimStart().length : 0;
  const shown = bare || words;
  const at = start + lead + size;
  const rest = bare ? inside.slice(lead + bare.length) : "";
  const joined = before + inside.slice(0, lead) + mark + shown + mark + rest + after;
  return { text: joined, start: at, end: at + shown.length };
}

/**
 * @param {string} before
 * @param {string} after
 * @param {string} mark
 */
function isMarked(before, after, mark) {
  if (!before.endsWith(mark) || !after.startsWith(mark)) return false;
  // A single star beside another is half of a pair.
  const twice = mark + mark[0];
  return mark.length > 1 || !before.endsWith(twice) || before.endsWith(twice + mark);
}

/** @param {Written} written */
function isLines({ text, start, end }) {
  return text.slice(start, end).includes("\n");
}

/**
 * A block of code of what is selected, or an empty one.
 *
 * @param {Written} written
 * @param {string} language
 * @returns {Written}
 */
export function fence({ text, start, end }, language) {
  const inside = text.slice(start, end).replace(/\n$/, "");
  const runs = [...inside.matchAll(/^`+/gm)].map(([run]) => run.length + 1);
  const ticks = "`".repeat(Math.max(3, ...runs));
  const lead = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const tail = text[end] === undefined || text[end] === "\n" ? "" : "\n";
  const open = `${lead}${ticks}${language}\n`;
  const at = start + open.length;
  return {
    text: `${text.slice(0, start)}${open}${inside}\n${ticks}${tail}${text.slice(end)}`,
    start: at,
    end: at + inside.length,
  };
}

/** @param {Written} written @returns {Written} */
function linkTo({ text, start, end }) {
  const inside = text.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(inside.trim());
  const words = isAddress || !inside ? "words" : inside;
  const address = isAddress ? inside.trim() : "https://";
  const joined = `${text.slice(0, start)}[${words}](${address})${text.slice(end)}`;
  // What is still to be written is selected.
  const at = isAddress ? start + 1 : start + words.length + 3;
  return { text: joined, start: at, end: at + (isAddress ? words : address).length };
}

/**
 * Begins each selected line with a mark, or takes it away from all where all have it.
 *
 * @param {Written} written
 * @param {(at: number) => string} mark by the line's place among those selected
 * @param {RegExp} own what such a line begins with
 * @param {RegExp} others what is taken away for it
 * @returns {Written}
 */
function begin({ text, start, end }, mark, own, others) {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const found = text.indexOf("\n", Math.max(start, end - 1));
  const last = found < 0 ? text.length : found;
  const lines = text.slice(first, last).split("\n");
  const bare = lines.map((line) => line.replace(others, ""));
  const isUndo = lines.every((line) => own.test(line));
  const made = (isUndo ? bare : bare.map((line, at) => mark(at) + line)).join("\n");
  const whole = { text: text.slice(0, first) + made + text.slice(last), end: first + made.length };
  return { ...whole, start: start === end ? whole.end : first };
}

/** @param {Written} written @returns {Written} */
function table({ text, start, end }) {
  const lead = start === 0 ? "" : text[start - 1] === "\n" ? "\n" : "\n\n";
  const head = `${lead}| `;
  const made = `${head}Column | Column |\n|---|---|\n|  |  |\n`;
  const at = start + head.length;
  const joined = text.slice(0, start) + made + text.slice(end);
  return { text: joined, start: at, end: at + "Column".length };
}
