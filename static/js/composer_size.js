// @ts-check
import { maybe, setAttribute, setText, show } from "./dom.js";
import { toast } from "./notices.js";

/** Said from this share of the allowed length on. */
const COUNT_FROM = 0.9;

/**
 * As high as the words, up to half the window (the style sheet bounds it); near the allowed length it
 * says how many characters are left.
 *
 * @param {HTMLElement} form
 * @param {HTMLTextAreaElement} input
 * @param {number} longest characters
 */
export function fit(form, input, longest) {
  if (!CSS.supports("field-sizing", "content")) {
    input.style.blockSize = "auto";
    input.style.blockSize = `${input.scrollHeight}px`;
  }
  const left = longest - length(input.value);
  const count = maybe("count", form);
  show(count, left < longest * (1 - COUNT_FROM));
  setText(count, left < 0 ? `${-left} too many` : String(left));
  setAttribute(count, "data-over", left < 0 ? "" : null);
}

/**
 * Says so where a text is too long to be sent.
 *
 * @param {string} text
 * @param {number} longest characters
 */
export function tooLong(text, longest) {
  const excess = length(text) - longest;
  if (excess > 0) toast(`This is ${excess} characters too long. Shorten it, or send it in parts.`);
  return excess > 0;
}

/**
 * Characters as the server counts them: not UTF-16 units.
 *
 * @param {string} text
 */
function length(text) {
  return text.length > 5_000 || /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}
