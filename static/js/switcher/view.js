// @ts-check
/** @import {Bootstrap} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { dialog } from "../dialogs/dialog.js";
import { hook, setAttribute, show } from "../dom.js";
import { Listbox } from "../listbox.js";
import { acts } from "./acts.js";
import { messagesWith, searchEntry } from "./messages.js";
import { places } from "./places.js";
import { rankedByUse } from "./ranking.js";
import { Uses } from "./uses.js";

/**
 * @typedef {object} Around
 * @property {Bootstrap} page
 * @property {Store} store
 * @property {Commands} commands
 * @property {(room: number) => void} go
 * @property {(room: number, seq: number, thread: number | null) => void} goTo a message
 * @property {() => number | null} current the open room
 * @property {() => void} readAll
 */

/**
 * Something to go to or to do; `key` is what its use is counted by, empty where it is not.
 *
 * @typedef {{key: string, names: string[], run: () => void, row: () => HTMLElement}} Entry
 */

const SHOWN = 12;
/** With messages below there are fewer. */
const SHOWN_NAMED = 7;
const WAIT_MS = 200;

/** Ctrl+K: to any room, person or message, and to what one can do, by a few letters. */
export class Switcher {
  #around;
  #uses;
  #input = /** @type {HTMLInputElement} */ (hook("switcher-input"));
  /** @type {Listbox<Entry>} */
  #list = new Listbox(hook("switcher-list"), this.#input);
  /** @type {Entry[]} */
  #named = [];
  #timer = 0;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    this.#uses = new Uses(around.store.me.id);
    this.#list.onPick = (entry) => this.#run(entry);
    this.#input.addEventListener("input", () => this.open());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    dialog("switcher")?.addEventListener("close", () => clearTimeout(this.#timer));
  }

  /** Shows what fits what is written. */
  open() {
    const query = this.#query;
    const all = [...places(this.#around, query !== ""), ...(query ? acts(this.#around) : [])];
    const named = all.map((item) => ({ item, key: item.key, names: item.names }));
    const most = query ? SHOWN_NAMED : SHOWN;
    this.#named = rankedByUse(query, named, this.#uses.bonuses()).slice(0, most);
    if (query) this.#named.push(searchEntry(query));
    this.#list.put(this.#named, ({ row }) => row());
    show(hook("switcher-none"), this.#named.length === 0);
    clearTimeout(this.#timer);
    if (query.length > 1) this.#timer = setTimeout(() => void this.#addMessages(query), WAIT_MS);
  }

  /** Takes what is chosen. */
  pick() {
    this.#list.pick();
  }

  get #query() {
    return this.#input.value.trim();
  }

  /** Below the names, which stay where they are. @param {string} query */
  async #addMessages(query) {
    const found = await messagesWith(this.#around, query).catch(() => []);
    if (query !== this.#query || !found.length) return;
    this.#list.put([...this.#named, ...found], ({ row }) => row(), true);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if (event.key === "Enter") this.pick();
    else return;
    event.preventDefault();
  }

  /** @param {Entry} entry */
  #run({ key, run }) {
    if (key) this.#uses.use(key);
    dialog("switcher")?.close();
    setAttribute(this.#input, "aria-activedescendant", null);
    run();
  }
}
