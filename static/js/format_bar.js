// @ts-check
/** @import {Commands} from "./commands.js" */
import { hook, setAttribute, setText, show } from "./dom.js";
import { fence, FORMATS } from "./formatting.js";
import { toast } from "./notices.js";
import { write } from "./writing.js";

const KEPT = "hearth-format-bar";
/** With Ctrl or Cmd. @type {Record<string, string>} */
const KEYS = { b: "bold", i: "italic", e: "code", X: "strike" };

/**
 * The marks of Markdown by buttons and keys, and what the server would make of them. The bar is one
 * stop for Tab; whether it shows, this browser remembers.
 */
export class FormatBar {
  #form;
  #bar;
  #input;
  #area;
  #toggle;
  #previewing;
  #commands;

  /**
   * @param {HTMLElement} form a composer's
   * @param {Commands} commands
   */
  constructor(form, commands) {
    this.#commands = commands;
    this.#form = form;
    this.#bar = hook("format-bar", form);
    this.#input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
    this.#area = hook("preview-area", form);
    this.#toggle = hook("format-toggle", form);
    this.#previewing = hook("preview", form);
    this.#showBar(wasShown());
    this.#toggle.addEventListener("click", () => this.#flip());
    this.#bar.addEventListener("click", (event) => this.#press(event));
    this.#bar.addEventListener("keydown", (event) => this.#walk(event));
    hook("format-language", form).addEventListener("change", () => this.#pickLanguage());
    this.#previewing.addEventListener("click", () => void this.#preview());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("submit", () => this.open());
  }

  /** Another room, or another text: what was looked at is over. */
  open() {
    if (!this.#area.hidden) this.#showPreview(null);
  }

  #flip() {
    const shown = Boolean(this.#bar.hidden);
    this.#showBar(shown);
    keep(shown);
    this.#input.focus();
  }

  /** @param {boolean} shown */
  #showBar(shown) {
    show(this.#bar, shown);
    setAttribute(this.#toggle, "aria-expanded", String(shown));
    this.#rove(this.#stops[0]);
  }

  get #stops() {
    return /** @type {HTMLElement[]} */ ([...this.#bar.querySelectorAll("button, select")]);
  }

  /** @param {HTMLElement | undefined} current */
  #rove(current) {
    for (const stop of this.#stops) stop.tabIndex = stop === current ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const stops = this.#stops;
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || at < 0) return;
    event.preventDefault();
    const to = stops[(at + by + stops.length) % stops.length];
    this.#rove(to);
    to?.focus();
  }

  /** @param {Event} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-format]") : null;
    if (button instanceof HTMLElement) this.#apply(button.dataset.format ?? "");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const name = KEYS[event.key];
    if (!name) return;
    event.preventDefault();
    this.#apply(name);
  }

  #pickLanguage() {
    const picker = /** @type {HTMLSelectElement} */ (hook("format-language", this.#form));
    this.open();
    this.#write(fence(this.#written, picker.value));
    picker.selectedIndex = 0;
  }

  get #written() {
    const { value, selectionStart, selectionEnd } = this.#input;
    return { text: value, start: selectionStart, end: selectionEnd };
  }

  /** @param {string} name */
  #apply(name) {
    this.open();
    const format = FORMATS[name];
    if (format) this.#write(format(this.#written));
  }

  /** @param {import("./formatting.js").Written} written */
  #write({ text, start, end }) {
    const before = this.#input.value;
    let head = 0;
    while (head < before.length && before[head] === text[head]) head += 1;
    let tail = 0;
    const most = Math.min(before.length, text.length) - head;
    while (tail < most && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
    write(this.#input, text.slice(head, text.length - tail), head, before.length - tail);
    this.#input.setSelectionRange(start, end);
  }

  async #preview() {
    if (!this.#area.hidden) {
      this.#showPreview(null);
      this.#input.focus();
      return;
    }
    const text = this.#input.value;
    try {
      const html = text.trim() ? await this.#commands.preview(text) : "";
      // It may have been sent, or the room left, before the answer came.
      if (this.#input.value === text) this.#showPreview(html);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string | null} html the server's; null: what is written, again */
  #showPreview(html) {
    const shown = html !== null;
    if (html) this.#area.innerHTML = html;
    else setText(this.#area, shown ? "Nothing is written yet." : "");
    show(this.#area, shown);
    show(this.#input, !shown);
    setAttribute(this.#previewing, "aria-pressed", String(shown));
  }
}

function wasShown() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false; // storage is refused: the bar shows as long as the page lasts
  }
}

/** @param {boolean} shown */
function keep(shown) {
  try {
    if (shown) localStorage.setItem(KEPT, "shown");
    else localStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}
