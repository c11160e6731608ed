// @ts-check
import { hook } from "./dom.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { write } from "./writing.js";

/**
 * A composer's button for the picker.
 *
 * @param {HTMLElement} form
 */
export function offerEmoji(form) {
  const button = hook("open-emoji", form);
  const input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
  button.addEventListener("click", () => {
    openEmojiPicker(button, { onPick: (emoji) => write(input, spaced(input, emoji)) });
  });
}

/**
 * `:name:` is known by standing alone.
 *
 * @param {HTMLTextAreaElement} input
 * @param {string} emoji
 */
function spaced({ value, selectionStart }, emoji) {
  const before = value[selectionStart - 1] ?? " ";
  return `${emoji.startsWith(":") && /[\w:]/.test(before) ? " " : ""}${emoji} `;
}
