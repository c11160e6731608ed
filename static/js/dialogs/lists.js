// @ts-check
import { arrange, hook, maybe, setText, show } from "../dom.js";
import { best } from "../fuzzy.js";
import { dialog } from "./dialog.js";

/**
 * A dialog with a list that a field above it narrows. The arrow keys go through its buttons.
 *
 * @template T
 */
export class ListDialog {
  /** @type {T[]} */
  items = [];
  /** Whether nothing in the list means that there is nothing. */
  #loaded = false;
  #name;
  #list;
  #names;
  #row;

  /**
   * @param {string} name the dialog's
   * @param {string} list the list's hook
   * @param {(item: T) => string[]} names by which an item is found
   * @param {(item: T) => HTMLElement} row
   * @param {() => Promise<T[]>} load
   */
  constructor(name, list, names, row, load) {
    this.#name = name;
    this.#list = list;
    this.#names = names;
    this.#row = row;
    const element = dialog(name);
    if (!element) return;
    const filter = /** @type {HTMLInputElement} */ (hook("filter", element));
    filter.addEventListener("input", () => this.patch());
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("opening", () => {
      filter.value = "";
      this.patch();
      load()
        .then((items) => {
          this.items = items;
          this.#loaded = true;
          this.patch();
        })
        .catch((error) => this.#say(error.message));
    });
  }

  patch() {
    const element = dialog(this.#name);
    if (!element) return;
    const { value } = /** @type {HTMLInputElement} */ (hook("filter", element));
    const found = best(value, this.items, this.#names);
    arrange(hook(this.#list, element), found.map(this.#row));
    this.#sayNone(element, found.length === 0, value.trim() !== "");
  }

  /**
   * What an empty list is empty of: of what was looked for, or of anything at all.
   *
   * @param {HTMLElement} element
   * @param {boolean} empty
   * @param {boolean} filtered
   */
  #sayNone(element, empty, filtered) {
    const none = maybe("none", element);
    const { noMatch, nothing } = none?.dataset ?? {};
    setText(none, (filtered && this.items.length ? noMatch : nothing) ?? "");
    show(none, empty && (this.#loaded || this.items.length > 0));
  }

  /** @param {string} words */
  #say(words) {
    const none = maybe("none", dialog(this.#name) ?? document);
    if (!this.items.length) setText(none, words);
    show(none, !this.items.length);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const element = dialog(this.#name);
    if (!element) return;
    const stops = [hook("filter", element), ...focusable(hook(this.#list, element))];
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    stops[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    event.preventDefault();
  }
}

/**
 * @param {HTMLElement} list
 * @returns {HTMLElement[]} the first thing to press in each row
 */
function focusable(list) {
  return [...list.children]
    .map((row) => row.querySelector("a[href], button:not([hidden])"))
    .filter((element) => element instanceof HTMLElement);
}
