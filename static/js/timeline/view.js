// @ts-check
/** @import {Line, Pending} from "../types.d.ts" */
/** @import {Room} from "../store/room.js" */
/** @import {Thread} from "../store/thread.js" */
/** @import {Store} from "../store.js" */
/** @import {Times} from "../times.js" */
import { arrange, hook, hooks, maybe, setAttribute, show } from "../dom.js";
import { lines, messageKey } from "./lines.js";
import { Rows } from "./rows.js";
import { Scroll } from "./scroll.js";

/** The most rows that are kept; beyond it the far end is let go. */
export const ROWS_MOST = 300;
const AHEAD_PX = "800px";
/** How far down what is brought to the top stands: beneath the day that sticks there. */
const TOP = 0.08;

/**
 * The messages of the open room, or of a thread, as rows. It shows what the store holds and asks, through `onReach`,
 * for more when the reader comes near an end.
 */
export class TimelineView {
  /** @type {(end: "before" | "after") => void} */
  onReach = () => {};
  /** After which number messages are new; null: no line. @type {number | null} */
  newAfter = null;
  scroll;
  pane;
  list;
  /** @type {Room | Thread | null} */
  #room = null;
  /** @type {Map<string, {row: HTMLElement, version: string}>} */
  #shown = new Map();
  #store;
  #times;
  #rows;
  #observer;

  /**
   * @param {HTMLElement} pane what scrolls
   * @param {Store} store
   * @param {Times} times
   * @param {Record<string, string>} notices
   */
  constructor(pane, store, times, notices) {
    this.pane = pane;
    this.list = hook("rows", pane);
    this.#store = store;
    this.#times = times;
    this.#rows = new Rows(store, times, notices);
    this.scroll = new Scroll(pane, this.list);
    const margin = { root: pane, rootMargin: AHEAD_PX };
    this.#observer = new IntersectionObserver((entries) => this.#reached(entries), margin);
  }

  /** Takes over the rows that the server rendered, so that the first patch finds them.
   * @param {Room} room */
  adopt(room) {
    this.#room = room;
    this.scroll.goesOn = room.timeline.hasAfter;
    const keys = new Map(
      room.timeline.messages.map((m) => [String(m.id), messageKey(m, this.#store.me.id)]),
    );
    for (const article of hooks("message", this.list)) {
      const key = keys.get(article.dataset.message ?? "");
      const row = article.closest("li");
      if (key && row) this.#shown.set(key, { row, version: "" });
    }
  }

  /** Shows another room or thread, or none. @param {Room | Thread | null} room */
  open(room) {
    this.#room = room;
    this.#shown.clear();
    this.newAfter = null;
    this.list.replaceChildren();
    this.scroll.goesOn = false;
    this.scroll.atEnd = true;
  }

  /** Brings the rows level with the store. */
  patch() {
    const room = this.#room;
    if (!room) return;
    this.#letGo(room);
    const shown = this.#lines(room);
    this.scroll.hold(() => {
      this.#show(shown);
      this.scroll.goesOn = room.timeline.hasAfter;
    });
    show(maybe("room-start", this.pane), room.timeline.loaded && !room.timeline.hasBefore);
    this.#watchEnds();
  }

  /**
   * @param {number} seq
   * @returns {HTMLElement | null} the row of that message
   */
  rowOf(seq) {
    return this.list.querySelector(`[data-seq="${seq}"]`)?.closest("li") ?? null;
  }

  /** The number of the last message in view; null when none is. @returns {number | null} */
  get lastSeen() {
    let row = this.scroll.lastInView();
    for (; row; row = row.previousElementSibling) {
      const seq = maybe("seq", row)?.dataset.seq;
      if (seq) return Number(seq);
    }
    return null;
  }

  /**
   * Brings a message into view and marks it.
   *
   * @param {number} seq
   * @param {{top?: boolean}} [where] to the top, under its day, instead of a third down
   */
  highlight(seq, { top = false } = {}) {
    for (const old of hooks("highlight", this.list)) old.removeAttribute("data-highlight");
    const row = this.rowOf(seq);
    if (!row) return;
    const article = hook("message", row);
    setAttribute(article, "data-highlight", "");
    this.scroll.toRow(row, top ? TOP : undefined);
    article.focus({ preventScroll: true });
  }

  /** The line before what is new. @returns {HTMLElement | null} */
  get newLine() {
    return maybe("new-line", this.list);
  }

  /** To the "new" line, and to the message under it. @returns {boolean} whether there is one */
  toNewLine() {
    const line = this.newLine;
    if (!line) return false;
    this.scroll.toRow(line);
    const row = line.nextElementSibling;
    if (row) maybe("message", row)?.focus({ preventScroll: true });
    return true;
  }

  /** To the "new" line when it lies above what would be seen, else to the end. */
  toStart() {
    this.scroll.toEnd();
    const line = this.newLine;
    const pane = this.pane.getBoundingClientRect();
    if (line && line.getBoundingClientRect().top < pane.top) this.scroll.toRow(line);
  }

  /** @param {Room | Thread} room */
  #letGo(room) {
    if (room.timeline.size <= ROWS_MOST) return;
    // Whoever reads at the end keeps the end; whoever reads above keeps what is there.
    const { pane } = this;
    const inUpperHalf = pane.scrollTop < (pane.scrollHeight - pane.clientHeight) / 2;
    room.timeline.trim(!this.scroll.atEnd && inUpperHalf ? "end" : "start", ROWS_MOST);
  }

  /** @param {Room | Thread} room */
  #lines({ id, thread, timeline }) {
    // While the newest messages are not held, what is on its way has no place to stand.
    /** @type {Pending[]} */
    const pending = timeline.loaded && timeline.hasAfter ? [] : this.#store.pending.in(id, thread);
    return lines(timeline.messages, pending, {
      me: this.#store.me.id,
      times: this.#times,
      newAfter: this.newAfter,
      hasBefore: timeline.hasBefore,
    });
  }

  /** @param {Line[]} wanted */
  #show(wanted) {
    const before = this.#shown;
    this.#shown = new Map();
    for (const line of wanted) this.#shown.set(line.key, this.#row(line, before.get(line.key)));
    arrange(this.list, [...this.#shown.values()].map(({ row }) => row));
  }

  /**
   * @param {Line} line
   * @param {{row: HTMLElement, version: string} | undefined} known
   */
  #row(line, known) {
    const version = this.#rows.version(line);
    if (known && known.version === version) return known;
    const row = known?.row ?? this.#rows.make(line);
    this.#rows.fill(row, line);
    return { row, version };
  }

  /** An observer tells of a change alone: begun anew, it tells how things stand. */
  #watchEnds() {
    this.#observer.disconnect();
    for (const sentinel of hooks("sentinel", this.pane)) this.#observer.observe(sentinel);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #reached(entries) {
    const timeline = this.#room?.timeline;
    if (!timeline?.loaded) return;
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      const end = target.dataset.sentinel === "top" ? "before" : "after";
      if (end === "before" ? timeline.hasBefore : timeline.hasAfter) this.onReach(end);
    }
  }
}
