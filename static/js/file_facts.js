// @ts-check
/** @import {FileShape} from "./types.d.ts" */

/** The icon of each kind of file. */
const ICONS = new Map([
  ["picture", "picture"],
  ["video", "video"],
  ["audio", "sound"],
]);

/** `||hidden||`, as chat/rendering/spoilers.py has it. */
const HIDDEN = /\|\|(?!\s*\|\|)[^\n]+?\|\|/g;

/**
 * What kind of file it is and how long, in a few words: `PDF, 1.2 MB`. As the server's
 * (chat/templatetags/hearth.py).
 *
 * @param {Pick<FileShape, "name" | "size">} file
 */
export function fileFacts({ name, size }) {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1];
  return ending ? `${ending.toUpperCase()}, ${sizeText(size)}` : sizeText(size);
}

/** @param {number} bytes */
export function sizeText(bytes) {
  let amount = bytes;
  for (const unit of ["bytes", "kB", "MB"]) {
    if (amount < 999.5) return `${amount < 9.95 && unit !== "bytes" ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
    amount /= 1000;
  }
  return `${amount.toFixed(1)} GB`;
}

/**
 * What a message says where there is room for words alone: one of files says their names, and what
 * a spoiler hides stays hidden.
 *
 * @param {{text: string, files: FileShape[]}} message
 */
export function wordsOf({ text, files }) {
  return text.replace(HIDDEN, "(hidden)") || files.map(({ name }) => name).join(", ");
}

/** @param {string} kind */
export function fileIcon(kind) {
  return ICONS.get(kind) ?? "file";
}
