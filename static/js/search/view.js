// @ts-check
/** @import {SearchHit, SearchPage} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {CommandError} from "../connection.js" */
/** @import {Signals} from "../signals.js" */
/** @import {Store} from "../store.js" */
import { clone, hook, hooks, setAttribute, setText, show } from "../dom.js";
import { roomName } from "../rooms.js";
import { fillAvatar } from "../timeline/avatar.js";
import { Times } from "../times.js";
import { marked } from "./marks.js";
import { Suggestions } from "./suggestions.js";

const WAIT_MS = 200;
const BUSY_MS = 150;
const WAITS = "Waiting for the connection…";

/** @param {string} words */
const plain = (words) => words.trim().replace(/\s+/g, " ");

/** The page of search, once script runs: it finds as one writes, and the address follows. */
export class SearchView {
  #store;
  #commands;
  #times;
  #input = /** @type {HTMLInputElement} */ (hook("search-input"));
  #hits = hook("hits");
  #more = /** @type {HTMLButtonElement} */ (hook("search-more"));
  #shown = "";
  /** @type {number | null} */
  #next = null;
  /** Which answer is waited for; an older one is dropped. */
  #asked = 0;
  #timer = 0;
  /** Whether the words wait for a connection. */
  #waits = false;

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Signals} line emits `ready` whenever the server can be asked
   */
  constructor(store, commands, line) {
    this.#store = store;
    this.#commands = commands;
    this.#times = new Times(store.me.time_zone);
    // What the server looked for: something else may stand there before script runs.
    this.#shown = plain(this.#input.defaultValue);
    this.#next = Number(this.#more.dataset.next) || null;
    const suggestions = new Suggestions(this.#input, store, commands);
    suggestions.onTake = () => this.#soon();
    this.#input.addEventListener("input", () => this.#soon());
    this.#input.addEventListener("keydown", (event) => this.#fromInput(event));
    this.#hits.addEventListener("keydown", (event) => this.#fromHit(event));
    this.#more.addEventListener("click", () => void this.#older());
    hook("search-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#find();
    });
    for (const button of hooks("operator")) {
      button.addEventListener("click", () => {
        this.#begin(button.dataset.operator ?? "");
        suggestions.look();
      });
    }
    line.on("ready", () => {
      if (this.#waits) void this.#find();
    });
    for (const hit of hooks("hit")) this.#dress(hit);
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
    this.#count();
    void this.#find();
  }

  get #words() {
    return plain(this.#input.value);
  }

  /** @param {string} operator */
  #begin(operator) {
    const { value } = this.#input;
    this.#input.value = `${value}${value && !value.endsWith(" ") ? " " : ""}${operator}`;
    this.#input.focus();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), WAIT_MS);
  }

  async #find() {
    clearTimeout(this.#timer);
    const words = this.#words;
    if (words === this.#shown) return;
    this.#shown = words;
    history.replaceState(null, "", words ? `/search/?q=${encodeURIComponent(words)}` : "/search/");
    document.title = `${words ? `${words} – ` : ""}Search`;
    await this.#ask(words, null);
  }

  #older() {
    return this.#ask(this.#shown, this.#next);
  }

  /**
   * @param {string} words
   * @param {number | null} before
   */
  async #ask(words, before) {
    this.#asked += 1;
    const mine = this.#asked;
    if (this.#waits) setText(hook("search-status"), "");
    this.#waits = false;
    const body = hook("search-body");
    const busy = setTimeout(() => setAttribute(body, "aria-busy", "true"), BUSY_MS);
    try {
      const page = words ? await this.#commands.search.find(words, { before }) : NOTHING;
      if (mine === this.#asked) this.#put(page, before !== null);
    } catch (error) {
      if (mine === this.#asked) this.#failed(/** @type {CommandError} */ (error));
    } finally {
      clearTimeout(busy);
      if (mine === this.#asked) setAttribute(body, "aria-busy", null);
    }
  }

  /**
   * @param {SearchPage} page
   * @param {boolean} added to what is shown
   */
  #put(page, added) {
    const rows = page.hits.map((hit) => this.#row(hit));
    if (added) this.#hits.append(...rows);
    else this.#hits.replaceChildren(...rows);
    this.#next = page.next;
    show(this.#more, page.next !== null);
    show(hook("search-cut"), page.cut);
    const empty = !added && rows.length === 0;
    show(hook("search-none"), empty && this.#shown !== "" && !page.problem && !page.cut);
    show(hook("search-help"), this.#shown === "");
    if (page.problem) setText(hook("search-status"), page.problem);
    else this.#count();
    if (added) this.#link(rows[0])?.focus();
    else hook("search-body").scrollTop = 0;
  }

  #count() {
    const count = hooks("hit").length;
    const words = count === 1 ? "1 message" : `${count} messages`;
    if (count) setText(hook("search-status"), this.#next ? `The newest ${words}` : words);
    else if (!hook("search-status").textContent || this.#shown === "") {
      setText(hook("search-status"), "");
    }
    if (!count && this.#shown && !hook("search-none").hidden) {
      setText(hook("search-status"), "Nothing found");
    }
  }

  /** @param {CommandError} error */
  #failed(error) {
    this.#shown = "\n"; // whatever is asked next is asked again
    this.#waits = error.code === "offline";
    const words = this.#waits ? WAITS : `${error.message} Press Enter to try again.`;
    setText(hook("search-status"), words);
  }

  /** @param {SearchHit} hit */
  #row(hit) {
    const { message } = hit;
    const row = clone("search-hit");
    const info = this.#store.rooms.get(message.room)?.info;
    setAttribute(hook("hit-link", row), "href", `/r/${message.room}/${message.seq}/`);
    setText(hook("hit-room", row), info ? roomName(info, this.#store) : hit.room_name);
    hook("hit-place", row).dataset.glyph = GLYPHS.get(info?.kind ?? "public") ?? "people";
    const author = message.author;
    if (author) fillAvatar(hook("avatar", row), author);
    setText(hook("hit-author", row), author?.display_name ?? "Former member");
    this.#fillTime(hook("hit-time", row), message.created_at);
    hook("hit-text", row).replaceChildren(...hit.excerpt.map(marked));
    fillLine(hook("hit-before", row), hit.before);
    fillLine(hook("hit-after", row), hit.after);
    this.#dress(row);
    return row;
  }

  /**
   * @param {HTMLElement} element
   * @param {string} stamp
   */
  #fillTime(element, stamp) {
    const { day, time } = this.#times.moment(stamp);
    setAttribute(element, "datetime", stamp);
    setText(element, `${this.#times.dayText(day)} at ${time}`);
  }

  /** Its exact time to a pointer. @param {HTMLElement} row */
  #dress(row) {
    const time = /** @type {HTMLTimeElement} */ (hook("hit-time", row));
    time.title = this.#times.exact(time.dateTime);
  }

  /** @param {HTMLElement | undefined} row */
  #link(row) {
    return row && hook("hit-link", row);
  }

  /** @param {KeyboardEvent} event */
  #fromInput(event) {
    if (event.key !== "ArrowDown" || event.isComposing) return;
    this.#link(hooks("hit")[0])?.focus();
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #fromHit(event) {
    const links = hooks("hit-link", this.#hits);
    const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (at < 0 || !step) return;
    event.preventDefault();
    const stop = at + step < 0 ? this.#input : (links[at + step] ?? (this.#more.hidden ? null : this.#more));
    stop?.focus();
  }
}

/** @type {SearchPage} */
const NOTHING = { hits: [], next: null, problem: "", cut: false };
const GLYPHS = new Map([["public", "hash"], ["private", "lock"]]);

/**
 * @param {HTMLElement} element
 * @param {{name: string, text: string} | null} line
 */
function fillLine(element, line) {
  show(element, line !== null);
  setText(element.querySelector("b"), line?.name ?? "");
  setText(element.querySelector("span"), line?.text ?? "");
}
