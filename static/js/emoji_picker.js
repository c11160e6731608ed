// @ts-check
/** @import {Entry, Raw} from "./emoji_data.js" */
import { dialog, openDialog } from "./dialogs/dialog.js";
import { clone, hook, hooks, maybe, setAttribute, setText, show, within } from "./dom.js";
import { customEntry, entriesOf, found, toned, withRecent } from "./emoji_data.js";
import { step } from "./grid.js";
import { keep, kept } from "./kept.js";

const RECENT = "hearth-emoji-recent";
const TONE = "hearth-emoji-tone";
const FOUND_MOST = 90;

/** @typedef {(emoji: string, picture?: string) => void} OnPick takes `👍`, or `:name:` of the
 *   organisation's own and where its picture is */
/** @typedef {() => Promise<{emoji: {name: string, url: string}[], mayAdd: boolean}>} Custom */
/** @typedef {{onPick: OnPick, own?: boolean}} Options `own`: whether the organisation's own fit */

/** @type {Picker | null} */
let picker = null;
/** @type {Custom} */
let loadCustom = () => Promise.resolve({ emoji: [], mayAdd: false });
let addCustom = () => {};

/**
 * Shows the picker at a button and gives what is picked; the focus goes back to the button.
 *
 * @param {HTMLElement} anchor
 * @param {Options} options
 */
export function openEmojiPicker(anchor, options) {
  picker ??= new Picker();
  picker.open(anchor, options);
}

/**
 * Says where the organisation's own emoji come from, asked each time the picker opens, and how one
 * is added.
 *
 * @param {Custom} load
 * @param {() => void} add
 */
export function offerCustomEmoji(load, add) {
  loadCustom = load;
  addCustom = add;
}

/** The dialog: built when it is first opened, with data that is fetched then. */
class Picker {
  #dialog = /** @type {HTMLDialogElement} */ (dialog("emoji"));
  #search = /** @type {HTMLInputElement} */ (hook("emoji-search", this.#dialog));
  #scroll = hook("emoji-scroll", this.#dialog);
  /** @type {Entry[]} */
  #standard = [];
  /** @type {Entry[]} */
  #custom = [];
  /** @type {Map<string, Entry>} */
  #byKey = new Map();
  #tone = Number(kept(TONE) ?? 0);
  /** @type {OnPick} */
  #onPick = () => {};
  #mayAdd = false;
  #own = true;

  constructor() {
    const element = this.#dialog;
    element.addEventListener("click", (event) => this.#click(event));
    element.addEventListener("keydown", (event) => this.#key(event));
    for (const turn of ["focusin", "pointerover"]) {
      element.addEventListener(turn, (event) => this.#name(within(event, "emoji")));
    }
    this.#search.addEventListener("input", () => this.#patch());
    for (const choice of this.#tones) {
      choice.checked = Number(choice.value) === this.#tone;
      choice.addEventListener("change", () => this.#choose(Number(choice.value)));
    }
  }

  /**
   * @param {HTMLElement} anchor
   * @param {Options} options
   */
  open(anchor, { onPick, own = true }) {
    this.#onPick = onPick;
    this.#own = own;
    this.#search.value = "";
    anchor.focus({ preventScroll: true }); // where the dialog gives the focus back to
    openDialog("emoji");
    this.#place(anchor.getBoundingClientRect());
    if (matchMedia("(hover: hover)").matches) this.#search.focus();
    this.#patch();
    void this.#load();
  }

  get #tones() {
    return /** @type {HTMLInputElement[]} */ (hooks("emoji-tone", this.#dialog));
  }

  get #cells() {
    return hooks("emoji", this.#scroll);
  }

  async #load() {
    const failed = hook("emoji-failed", this.#dialog);
    try {
      const [standard, custom] = await Promise.all([this.#loadStandard(), loadCustom()]);
      this.#standard = standard;
      this.#custom = this.#own ? custom.emoji.map(customEntry) : [];
      this.#mayAdd = this.#own && custom.mayAdd;
      show(failed, false);
    } catch {
      show(failed, !this.#standard.length);
    }
    this.#byKey = new Map([...this.#custom, ...this.#standard].map((entry) => [entry.key, entry]));
    this.#patch();
  }

  async #loadStandard() {
    if (this.#standard.length) return this.#standard;
    const response = await fetch(this.#dialog.dataset.emojiSrc ?? "");
    return entriesOf(/** @type {Raw[]} */ (await response.json()));
  }

  /** Beside the button, inside the window; a phone's style sheet puts it at the lower edge.
   * @param {DOMRect} at */
  #place(at) {
    const { offsetWidth: width, offsetHeight: height, style } = this.#dialog;
    const above = at.top - height - 8;
    const top = above > 8 ? above : Math.min(at.bottom + 8, innerHeight - height - 8);
    const left = Math.min(at.right - width, innerWidth - width - 8);
    style.setProperty("--top", `${Math.max(8, top)}px`);
    style.setProperty("--left", `${Math.max(8, left)}px`);
  }

  #patch() {
    const query = this.#search.value.trim();
    const all = [...this.#custom, ...this.#standard];
    const results = query ? found(all, query).slice(0, FOUND_MOST) : [];
    for (const section of hooks("emoji-section", this.#scroll)) {
      this.#fill(section, query ? this.#results(section, results) : this.#group(section));
    }
    show(hook("emoji-none", this.#dialog), query !== "" && all.length > 0 && !results.length);
    show(hook("emoji-tabs", this.#dialog), query === "");
    this.#scroll.scrollTop = 0;
    this.#rove(this.#cells[0]);
    if (query) this.#name(this.#cells[0] ?? null);
  }

  /**
   * @param {HTMLElement} section
   * @param {Entry[]} results
   */
  #results({ dataset }, results) {
    return dataset.emojiSection === "found" ? results : [];
  }

  /** @param {HTMLElement} section */
  #group({ dataset: { emojiSection: name } }) {
    if (name === "found") return [];
    if (name === "recent") return this.#recent.flatMap((key) => this.#byKey.get(key) ?? []);
    if (name === "custom") return this.#custom;
    return this.#standard.filter((entry) => String(entry.group) === name);
  }

  get #recent() {
    return (kept(RECENT) ?? "").split(" ").filter(Boolean);
  }

  /**
   * @param {HTMLElement} section
   * @param {Entry[]} entries
   */
  #fill(section, entries) {
    const cells = entries.map((entry) => cellOf(entry, this.#tone));
    hook("emoji-cells", section).replaceChildren(...cells);
    const adds = section.dataset.emojiSection === "custom" && this.#mayAdd && !this.#search.value;
    show(maybe("emoji-add", section), adds);
    show(section, cells.length > 0 || adds);
    const tab = this.#dialog.querySelector(`[data-emoji-tab="${section.dataset.emojiSection}"]`);
    show(/** @type {HTMLElement | null} */ (tab), cells.length > 0 || adds);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const cell = within(event, "emoji");
    if (cell) this.#pick(cell);
    if (within(event, "emoji-add")) {
      this.#dialog.close("cancel");
      addCustom();
    }
    const tab = within(event, "emoji-tab");
    if (!tab) return;
    const section = hook(`emoji-section="${tab.dataset.emojiTab}"`, this.#scroll);
    this.#scroll.scrollTop = section.offsetTop - this.#scroll.offsetTop;
    this.#rove(hooks("emoji", section)[0]);
  }

  /** @param {HTMLElement} cell */
  #pick(cell) {
    const entry = this.#byKey.get(cell.dataset.emoji ?? "");
    if (!entry) return;
    keep(RECENT, withRecent(this.#recent, entry.key).join(" "));
    this.#dialog.close("ok");
    this.#onPick(toned(entry, this.#tone), entry.src);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const cells = this.#cells;
    const at = cells.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.target === this.#search) return this.#searchKey(event);
    if (at < 0) return;
    const to = step(cells, at, event.key);
    if (to === "out") this.#search.focus();
    else if (to !== null) this.#rove(cells[to], true);
    else if (event.key.length === 1 && event.key !== " ") return this.#search.focus(); // types there
    else return;
    event.preventDefault();
  }

  /** Enter picks the first that was found, Arrow Down goes to it. @param {KeyboardEvent} event */
  #searchKey(event) {
    const first = this.#cells[0];
    if (event.key === "Enter" && first && this.#search.value.trim()) this.#pick(first);
    else if (event.key === "ArrowDown") this.#rove(first, true);
    else if (event.key !== "Enter") return; // in a field, Enter would press the form's button
    event.preventDefault();
  }

  /**
   * One cell is the stop for Tab.
   *
   * @param {HTMLElement | null | undefined} cell
   */
  #rove(cell, focused = false) {
    const stops = this.#scroll.querySelectorAll('[data-emoji][tabindex="0"]');
    for (const stop of stops) stop.setAttribute("tabindex", "-1");
    if (!cell) return;
    cell.tabIndex = 0;
    if (focused) cell.focus();
  }

  /** @param {HTMLElement | null} cell */
  #name(cell) {
    if (cell) setText(hook("emoji-name", this.#dialog), cell.title);
  }

  /** @param {number} tone */
  #choose(tone) {
    this.#tone = tone;
    keep(TONE, String(tone));
    for (const cell of this.#cells) {
      const entry = this.#byKey.get(cell.dataset.emoji ?? "");
      if (entry?.tones.size) setText(cell, toned(entry, tone));
    }
  }
}

/**
 * @param {Entry} entry
 * @param {number} tone
 */
function cellOf(entry, tone) {
  const cell = clone(entry.src ? "emoji-picture" : "emoji-cell");
  cell.dataset.emoji = entry.key;
  cell.title = entry.src ? entry.key : entry.name;
  setAttribute(cell, "aria-label", entry.name);
  if (entry.src) setAttribute(cell.querySelector("img"), "src", entry.src);
  else cell.textContent = toned(entry, tone);
  return cell;
}
