// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
import { pathOf } from "./navigation.js";

/** What is quoted of a message: its beginning says which one is meant, the link has the rest. */
const MOST = 600;
const FENCE = /^\s*(```|~~~)/;
/** Between @ and a name: it looks the same, and calls nobody again. */
const JOINER = "\u2060";

/**
 * A message as Markdown's quote: by whom, with a link to it, and what it said.
 *
 * @param {Pick<MessageShape, "room" | "seq" | "text" | "in_room" | "thread_root">} message
 * @param {string} name its author's
 * @returns {string} ends where one's own words begin
 */
export function quoted({ room, seq, text, in_room: inRoom, thread_root: root }, name) {
  const path = pathOf({ room, seq, thread: inRoom ? null : root });
  const words = [...text];
  const shown = words.length > MOST ? `${words.slice(0, MOST).join("")}…` : text;
  const lines = [`**[${name.replace(/[\\[\]*_`]/g, "\\$&")}](${path})**`, ...silent(shown)];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

/** The lines, of which none calls anybody; code stays as it is. @param {string} text */
function silent(text) {
  let inCode = false;
  return text.split("\n").map((line) => {
    if (FENCE.test(line)) inCode = !inCode;
    return inCode ? line : line.replace(/@(?=[\p{L}\p{N}])/gu, `@${JOINER}`);
  });
}
