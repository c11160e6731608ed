// @ts-check
/** @import {Person} from "./types.d.ts" */
import { setAttribute, setText, show } from "./dom.js";

/**
 * What someone says they are at: the emoji beside their name, the words where it is pointed at or
 * read out.
 *
 * @param {HTMLElement | null} element
 * @param {Person | null | undefined} person
 */
export function fillStatus(element, person) {
  const status = statusOf(person);
  show(element, status !== null);
  setText(element, status?.emoji ?? "");
  setAttribute(element, "title", status?.text || null);
  setAttribute(element, "aria-label", status ? status.text || status.emoji : null);
}

/**
 * @param {Person | null | undefined} person
 * @param {number} [now]
 */
export function statusOf(person, now = Date.now()) {
  const status = person?.status ?? null;
  const over = status?.until && Date.parse(status.until) <= now;
  return over ? null : status;
}
