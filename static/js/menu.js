// @ts-check
import { clone, setAttribute } from "./dom.js";
import { place } from "./popups.js";

/** As in menu.css: on a phone it is a sheet at the bottom. */
const SHEET = "(max-width: 719.98px)";
/** A press becomes a click within this, or was none. */
const CLICK_MS = 600;

/**
 * A menu that floats. While it is open it stands in what it is about, whose marks say what in it
 * applies, and whose listeners hear what is pressed.
 */
export class Menu {
  element;
  /** What it is about. @type {HTMLElement | null} */
  #host = null;
  /** Who opened it and gets the focus back. @type {HTMLElement | null} */
  #from = null;

  /** @param {string} name its template's */
  constructor(name) {
    this.element = clone(name);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    // The focus goes back first: what was chosen may take it. The message hears of it after this.
    this.element.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("button")) this.close();
    });
    // The popover is no light-dismiss one: the finger that opens it by resting would close it as it
    // lifts.
    document.addEventListener("pointerdown", (event) => this.#beside(event), { capture: true });
  }

  /**
   * @param {HTMLElement} host what it is about
   * @param {HTMLElement} anchor where it opens
   */
  open(host, anchor) {
    this.close();
    this.#from = anchor;
    this.#host = host;
    host.append(this.element);
    setAttribute(host, "data-actions-open", "");
    this.element.showPopover();
    if (matchMedia(SHEET).matches) this.element.removeAttribute("style");
    else place(this.element, anchor);
    this.#items[0]?.focus({ preventScroll: true });
  }

  /** What applies to the message. */
  get #items() {
    /** @type {HTMLElement[]} */
    const all = [...this.element.querySelectorAll("button")];
    return all.filter((item) => item.checkVisibility());
  }

  close() {
    if (!this.element.matches(":popover-open")) return;
    setAttribute(this.#host, "data-actions-open", null);
    const focused = this.element.contains(document.activeElement);
    this.element.hidePopover();
    if (focused) this.#from?.focus({ preventScroll: true });
  }

  /** A press beside it closes it, and does nothing else. @param {PointerEvent} event */
  #beside(event) {
    const inside = event.target instanceof Node && this.element.contains(event.target);
    if (inside || !this.element.matches(":popover-open")) return;
    this.close();
    const swallow = (/** @type {Event} */ click) => {
      click.preventDefault();
      click.stopPropagation();
    };
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), CLICK_MS);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items;
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % (items.length || 1))?.focus();
    else if (event.key === "Tab" || event.key === "Escape") this.close();
    else if (event.key.length === 1 && event.key !== " ") this.#begins(items, at, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * To the next item that begins with a letter.
   *
   * @param {HTMLElement[]} items
   * @param {number} at
   * @param {string} letter
   */
  #begins(items, at, letter) {
    const turned = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const wanted = letter.toLowerCase();
    turned.find((item) => item.textContent?.trim().toLowerCase().startsWith(wanted))?.focus();
  }
}
