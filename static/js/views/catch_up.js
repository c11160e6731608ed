// @ts-check
/** @import {MessageShape} from "../types.d.ts" */
/** @import {Room} from "../store/room.js" */
/** @import {Around, View} from "../views.js" */
import { arrange, hook, maybe, setAttribute, setText, show, within } from "../dom.js";
import { announce, toast } from "../notices.js";
import { mayWrite, roomName } from "../rooms.js";
import { lines } from "../timeline/lines.js";
import { Rows } from "../timeline/rows.js";
import { Times } from "../times.js";
import { newSince } from "../unread_words.js";
import { CatchUpQueue } from "./catch_up_queue.js";

/** As many of a room's new messages as one reads in passing; the room has the others. */
const SHOWN = 30;
const SWIPE_PX = 70;

/**
 * Unread rooms one after another, each on a card: read, kept unread, opened or answered by a key, a
 * button or a swipe. What was read by mistake comes back with the card before.
 *
 * @implements {View}
 */
export class CatchUpView {
  #element = hook('view="catch-up"');
  #card = hook("catch-card", this.#element);
  #field = /** @type {HTMLTextAreaElement} */ (hook("catch-input", this.#element));
  #queue;
  /** @type {MessageShape[]} */
  #messages = [];
  /** The room's head when they were read. */
  #upto = 0;
  #more = false;
  #isOpen = false;
  #around;
  #rows;
  #times;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    this.#queue = new CatchUpQueue(around.store);
    this.#times = new Times(around.page.me.time_zone);
    this.#rows = new Rows(around.store, this.#times, around.page.notices);
    around.store.signals.on("arrived", (message) => this.#arrived(message));
    around.store.signals.on("timeline", (id) => {
      if (this.#isOpen && id === this.#room?.id) this.#patch();
    });
    this.#element.addEventListener("click", (event) => {
      this.#act(within(event, "act")?.dataset.act ?? "");
    });
    this.#field.addEventListener("keydown", (event) => this.#write(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    this.#listenForSwipe();
  }

  async open() {
    this.#isOpen = true;
    this.#queue = new CatchUpQueue(this.#around.store);
    await this.#showStop();
  }

  close() {
    this.#isOpen = false;
  }

  /** @returns {Room | null} */
  get #room() {
    const { current } = this.#queue;
    return (current && this.#around.store.rooms.get(current.id)) ?? null;
  }

  async #showStop() {
    this.#messages = [];
    this.#upto = 0;
    this.#more = false;
    this.#field.value = "";
    const stop = this.#queue.current;
    this.#patch();
    if (!stop) {
      announce("You are all caught up");
      hook("catch-done", this.#element).focus();
      return;
    }
    try {
      const page = await this.#around.commands.reading.unreadOf(stop.id, stop.from, SHOWN);
      if (stop !== this.#queue.current) return;
      this.#messages = page.messages;
      this.#upto = page.upto;
      this.#more = page.has_after;
      this.#say(null);
    } catch (error) {
      this.#say(/** @type {Error} */ (error));
    }
    this.#patch();
    hook("catch-body", this.#element).scrollTop = 0;
    this.#card.focus({ preventScroll: true });
    announce(`${hook("catch-place", this.#element).textContent}, ${this.#countText()}, ${this.#progress()}`);
  }

  #patch() {
    const room = this.#room;
    const done = !this.#queue.current;
    show(this.#card, !done);
    show(hook("catch-done", this.#element), done);
    show(hook("catch-foot", this.#element), !done);
    const bar = /** @type {HTMLProgressElement} */ (hook("catch-bar", this.#element));
    bar.max = Math.max(1, this.#queue.stops.length);
    bar.value = this.#queue.stops.length ? this.#queue.at : 1;
    setText(hook("catch-progress", this.#element), done ? "" : this.#progress());
    const back = /** @type {HTMLButtonElement} */ (hook('act="catch-back"', this.#element));
    back.disabled = this.#queue.at === 0;
    if (room) this.#patchCard(room);
    else this.#patchDone();
  }

  /** @param {Room} room */
  #patchCard(room) {
    const { store } = this.#around;
    const name = roomName(room.info, store);
    setText(hook("catch-place", this.#element), room.info.kind === "public" ? `#${name}` : name);
    setText(hook("catch-count", this.#element), this.#countText());
    setAttribute(hook("catch-link", this.#element), "href", `/r/${room.id}/`);
    const shown = lines(this.#messages, store.pending.in(room.id, null), {
      me: store.me.id,
      times: this.#times,
      newAfter: null,
      hasBefore: false,
    });
    const list = hook("catch-rows", this.#element);
    arrange(list, shown.map((line) => {
      const row = this.#rows.make(line);
      this.#rows.fill(row, line);
      maybe("actions", row)?.remove();
      maybe('act="jump-date"', row)?.setAttribute("disabled", "");
      return row;
    }));
    show(hook("catch-more", this.#element), this.#more);
    show(hook("catch-form", this.#element), mayWrite(room.info, store));
    setAttribute(this.#field, "placeholder", `Reply in ${hook("catch-place", this.#element).textContent}`);
    setAttribute(this.#field, "aria-label", this.#field.placeholder);
  }

  #patchDone() {
    const [read, kept] = [this.#queue.count("read"), this.#queue.count("kept")];
    const rooms = (/** @type {number} */ n) => (n === 1 ? "1 room" : `${n} rooms`);
    const words = read || kept
      ? `${rooms(read)} read${kept ? `, ${rooms(kept)} kept for later` : ""}.`
      : "Nothing is unread. When something is, go through it here, room by room.";
    setText(hook("catch-summary", this.#element), words);
  }

  #countText() {
    const room = this.#room;
    const theirs = this.#messages.filter(
      ({ author, kind, deleted }) => author?.id !== this.#around.store.me.id && kind === "text" && !deleted,
    );
    const count = this.#more && room ? Math.max(room.unread.count, theirs.length) : theirs.length;
    return newSince(count || room?.unread.count || 0, theirs[0]?.created_at ?? null, this.#times);
  }

  #progress() {
    return `${this.#queue.at + 1} of ${this.#queue.stops.length}`;
  }

  /** @param {MessageShape} message */
  #arrived(message) {
    const isHere = this.#isOpen && message.room === this.#room?.id && message.in_room;
    if (!isHere || this.#more || this.#messages.some(({ id }) => id === message.id)) return;
    this.#messages = [...this.#messages, message];
    this.#upto = Math.max(this.#upto, message.seq);
    this.#patch();
  }

  /** @param {string} act */
  #act(act) {
    if (act === "catch-read") this.#next("read");
    else if (act === "catch-keep") this.#next("kept");
    else if (act === "catch-back") void this.#back();
    else if (act === "catch-retry") void this.#showStop();
    else if (act === "catch-send") this.#send();
  }

  /** @param {"read" | "kept"} outcome */
  #next(outcome) {
    const stop = this.#queue.current;
    if (!stop) return;
    if (outcome === "read") this.#around.commands.read(stop.id, this.#upto);
    this.#queue.next(outcome);
    void this.#showStop();
  }

  /** The card before, with what it was: unread. */
  async #back() {
    const stop = this.#queue.back();
    if (!stop) return;
    if (stop.outcome === "read") {
      await this.#around.commands.markUnread(stop.id, stop.from + 1).catch((e) => toast(e.message));
    }
    stop.outcome = null;
    await this.#showStop();
  }

  #send() {
    const room = this.#room;
    const text = this.#field.value.trim();
    if (!room || !text) return;
    this.#around.commands.sendMessage(room.id, text);
    this.#field.value = "";
    this.#patch();
    const body = hook("catch-body", this.#element);
    body.scrollTop = body.scrollHeight;
  }

  /** @param {KeyboardEvent} event */
  #write(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") this.#card.focus();
    else if (event.key === "Enter" && !event.shiftKey) this.#send();
    else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (!this.#isOpen || event.defaultPrevented || ctrlKey || metaKey || altKey) return;
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    const pressing = target instanceof Element && target.closest("a, button, input, textarea");
    const inside = target === document.body || (target instanceof Node && this.#element.contains(target));
    if (!inside || (pressing && key === "Enter")) return;
    if (key === "Enter" || key === "ArrowRight" || key === "j") this.#next("read");
    else if (key === "k") this.#next("kept");
    else if (key === "ArrowLeft" || key === "Backspace") void this.#back();
    else if (key === "o") this.#open();
    else if (key === "r") this.#field.focus();
    else return;
    event.preventDefault();
  }

  #open() {
    if (this.#room) void this.#around.go(this.#room.id);
  }

  /** @param {Error | null} error */
  #say(error) {
    show(hook("catch-error", this.#element), error !== null);
    if (error) setText(hook("catch-error-text", this.#element), error.message);
  }

  /** To the left it is read, to the right kept: here, not for the panes. */
  #listenForSwipe() {
    /** @type {{x: number, y: number} | null} */
    let start = null;
    this.#card.addEventListener("touchstart", (event) => {
      const [touch] = event.touches;
      const scrolls = event.target instanceof Element && event.target.closest("pre, table");
      start = touch && !scrolls ? { x: touch.clientX, y: touch.clientY } : null;
      event.stopPropagation();
    }, { passive: true });
    this.#card.addEventListener("touchend", (event) => {
      const [touch] = event.changedTouches;
      event.stopPropagation();
      if (!start || !touch) return;
      const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
      start = null;
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) this.#next(x < 0 ? "read" : "kept");
    }, { passive: true });
  }
}
