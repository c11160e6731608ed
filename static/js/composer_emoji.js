// @ts-check
/** @import {Emoji} from "./emoji.js" */
import { clone, hook, setAttribute, setText, show } from "./dom.js";
import { completions, EmojiList, emojiWord } from "./emoji.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { Listbox, optionName } from "./listbox.js";
import { write } from "./writing.js";

/** Completes `:name:` in the composer: arrows choose, Enter or Tab takes, Escape leaves. */
export class EmojiCompletion {
  /** @type {Listbox<Emoji>} */
  #list;
  #input;
  #emojis;
  #element;
  /** Where the word stood that Escape left alone. @type {number | null} */
  #left = null;

  /**
   * Made before the composer, whose keys it takes while its list is open.
   *
   * @param {HTMLElement} form
   * @param {string} url
   */
  constructor(form, url) {
    this.#input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
    this.#element = hook("emoji-list", form);
    this.#emojis = new EmojiList(url);
    this.#list = new Listbox(this.#element, this.#input);
    this.#list.onPick = (emoji) => this.#take(emoji);
    this.#input.addEventListener("input", () => void this.#look());
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
  }

  async #look() {
    const word = emojiWord(this.#input.value, this.#input.selectionStart);
    if (!word || word.start === this.#left) {
      if (!word) this.#left = null;
      this.#close();
      return;
    }
    const emojis = await this.#emojis.load();
    const still = emojiWord(this.#input.value, this.#input.selectionStart);
    const found = still ? completions(emojis, still.name) : [];
    this.#list.put(found, optionRow);
    show(this.#element, found.length > 0);
    setAttribute(this.#input, "aria-expanded", String(found.length > 0));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#element.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") this.#list.pick();
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #leave() {
    this.#left = emojiWord(this.#input.value, this.#input.selectionStart)?.start ?? null;
    this.#close();
  }

  #close() {
    show(this.#element, false);
    setAttribute(this.#input, "aria-activedescendant", null);
    setAttribute(this.#input, "aria-expanded", "false");
  }

  /** @param {Emoji} emoji */
  #take(emoji) {
    const word = emojiWord(this.#input.value, this.#input.selectionStart);
    if (!word) return;
    this.#input.setRangeText(`${emoji.char} `, word.start, this.#input.selectionStart, "end");
    this.#close();
    this.#input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

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

/** @param {Emoji} emoji */
function optionRow(emoji) {
  const row = clone("emoji");
  setText(hook("option-emoji", row), emoji.char);
  setText(optionName(row), `:${emoji.name}:`);
  return row;
}
