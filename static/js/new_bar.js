// @ts-check
/** @import {Conversation} from "./conversation.js" */
/** @import {ReadCursor} from "./read_cursor.js" */
/** @import {Store} from "./store.js" */
/** @import {Times} from "./times.js" */
import { hook, setText, show, within } from "./dom.js";
import { toast } from "./notices.js";
import { newSince } from "./unread_words.js";

/**
 * What is new further up than the reader has looked: how much, since when, the way there, and
 * Ctrl+J for it.
 */
export class NewBar {
  #bar = hook("new-bar");
  /** After which number the line stands that was looked for. @type {number | null} */
  #after = null;
  /** How many were new when it was placed. */
  #count = 0;
  /** Whether the line has been before the reader's eyes. */
  #seen = false;
  #conversation;
  #cursor;
  #times;
  #me;

  /**
   * @param {Store} store
   * @param {Conversation} conversation
   * @param {ReadCursor} cursor
   * @param {Times} times
   */
  constructor(store, conversation, cursor, times) {
    this.#conversation = conversation;
    this.#cursor = cursor;
    this.#times = times;
    this.#me = store.me.id;
    const patch = () => this.patch();
    conversation.view.pane.addEventListener("scroll", patch, { passive: true });
    conversation.signals.on("opened", () => this.#place());
    for (const topic of ["timeline", "unread"]) store.signals.on(topic, patch);
    window.addEventListener("focus", patch);
    this.#bar.addEventListener("click", (event) => {
      const act = within(event, "act")?.dataset.act;
      if (act === "jump-new") void this.jump();
      if (act === "mark-read") this.#read();
    });
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  async jump() {
    this.#seen = true;
    if (!(await this.#conversation.toNew())) toast("Nothing is new here.");
    this.patch();
  }

  patch() {
    const { room, view } = this.#conversation;
    if (view.newAfter !== this.#after) this.#place();
    const above = room !== null && view.newAfter !== null && this.#isAbove();
    show(this.#bar, above && (!this.#seen || room.unread.count > 0));
    if (above) setText(hook("new-bar-text", this.#bar), this.#words());
  }

  /** The line was placed anew: in another room, or as the reader turned away. */
  #place() {
    const { room, view } = this.#conversation;
    this.#after = view.newAfter;
    this.#count = room?.unread.count ?? 0;
    this.#seen = false;
  }

  /** Whether the line lies above what is in view, or above what is loaded. */
  #isAbove() {
    const { room, view } = this.#conversation;
    const line = view.newLine;
    const { loaded, hasBefore, first } = room?.timeline ?? {};
    if (!line) return Boolean(loaded && hasBefore && (first ?? 0) > (view.newAfter ?? 0) + 1);
    const { top, bottom } = view.pane.getBoundingClientRect();
    const at = line.getBoundingClientRect();
    if (at.bottom > top && at.top < bottom && document.hasFocus()) this.#seen = true;
    return at.bottom <= top;
  }

  #words() {
    const { room, view } = this.#conversation;
    const held = (room?.timeline.messages ?? []).filter(
      ({ seq, kind, author, deleted }) =>
        seq > (view.newAfter ?? 0) && kind === "text" && author?.id !== this.#me && !deleted,
    );
    const at = view.newLine && held[0] ? held[0].created_at : null;
    return newSince(Math.max(held.length, this.#count), at, this.#times);
  }

  #read() {
    const { view } = this.#conversation;
    this.#cursor.markRead();
    view.newAfter = null;
    view.patch();
    this.patch();
    view.pane.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || key.toLowerCase() !== "j" || altKey || shiftKey) return;
    if (!(ctrlKey || metaKey) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    void this.jump();
  }
}
