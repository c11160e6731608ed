// @ts-check
import { arrange, hook, hooks, setAttribute, within } from "./dom.js";

/**
 * A list of options beneath a field that keeps the focus: the arrows choose, the field says which
 * is chosen. For the switcher and for emoji.
 *
 * @template T
 */
export class Listbox {
  /** @type {T[]} */
  items = [];
  /** @type {(item: T) => void} */
  onPick = () => {};
  #chosen = 0;
  #list;
  #field;

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} field
   */
  constructor(list, field) {
    this.#list = list;
    this.#field = field;
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays
    list.addEventListener("click", (event) => {
      const option = within(event, "option");
      if (option) this.pick(hooks("option", list).indexOf(option));
    });
  }

  /**
   * @param {T[]} items
   * @param {(item: T) => HTMLElement} row
   * @param {boolean} [kept] whether the choice stays where it is: there are more below
   */
  put(items, row, kept = false) {
    this.items = items;
    const rows = items.map((item, at) => {
      const element = row(item);
      element.id = `${this.#list.id}-${at}`;
      return element;
    });
    arrange(this.#list, rows);
    this.#choose(kept ? Math.min(this.#chosen, items.length - 1) : 0);
  }

  /** @param {number} step */
  move(step) {
    const count = this.items.length;
    if (count) this.#choose((this.#chosen + step + count) % count);
  }

  pick(at = this.#chosen) {
    const item = this.items[at];
    if (item !== undefined) this.onPick(item);
  }

  /** @param {number} at */
  #choose(at) {
    this.#chosen = at;
    const options = hooks("option", this.#list);
    options.forEach((option, index) =>
      setAttribute(option, "aria-selected", String(index === at)),
    );
    setAttribute(this.#field, "aria-activedescendant", options[at]?.id ?? null);
    options[at]?.scrollIntoView({ block: "nearest" });
  }
}

/** @param {HTMLElement} option */
export const optionName = (option) => hook("option-name", option);
