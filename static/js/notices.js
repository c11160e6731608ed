// @ts-check
import { maybe, setText, show } from "./dom.js";

const TOAST_MS = 6_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/**
 * Says something for a while, in view and aloud.
 *
 * @param {string} words
 */
export function toast(words) {
  const element = maybe("toast");
  setText(element, words);
  show(element, true);
  clearTimeout(fading);
  fading = setTimeout(() => show(element, false), TOAST_MS);
}

/**
 * Says something to screen readers alone, when they have finished what they are saying.
 *
 * @param {string} words
 */
export function announce(words) {
  setText(maybe("live"), words);
}
