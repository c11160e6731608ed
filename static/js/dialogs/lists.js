// @ts-check
import { arrange, hook, maybe, show } from "../dom.js";
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
    show(maybe("none", element), found.length === 0 && this.items.length > 0);
  }

  /** @param {string} words */
  #say(words) {
    const none = maybe("none", dialog(this.#name) ?? document);
    if (none && !this.items.length) none.textContent = words;
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
