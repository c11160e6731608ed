// @ts-check
/** @import {Away} from "./away.js" */
/** @import {Commands} from "./commands.js" */
/** @import {Composer} from "./composer.js" */
/** @import {Panes} from "./panes.js" */
/** @import {Store} from "./store.js" */
/** @import {TimelineView} from "./timeline/view.js" */
import { hook, setAttribute, setText, show } from "./dom.js";
import { leaveThreadAddress } from "./navigation.js";
import { announce, toast } from "./notices.js";
import { roomName } from "./rooms.js";
import { Thread } from "./store/thread.js";

/**
 * @typedef {object} Parts
 * @property {Store} store
 * @property {Commands} commands
 * @property {Composer} composer
 * @property {TimelineView} view
 * @property {Panes} panes
 * @property {Pick<Away, "away">} away
 */

/** The thread beside the room: its messages, whether one follows it, a composer of its own. */
export class ThreadPane {
  /** What is open here, as a conversation has a room. @type {Thread | null} */
  room = null;
  view;
  element = hook("thread");
  #parts;
  #also = /** @type {HTMLInputElement} */ (hook("also-in-room", this.element));
  #loading = false;
  #telling = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.view = parts.view;
    const { store, composer, view } = parts;
    view.onReach = (end) => void this.#loadMore(end);
    view.scroll.onEnd = () => this.look();
    composer.extras = () => (this.#also.checked ? { also_in_room: true } : {});
    composer.onSend = () => this.#sent();
    hook("close-thread", this.element).addEventListener("click", () => this.leave());
    hook("follow-thread", this.element).addEventListener("click", () => void this.#follow());
    hook("retry-thread", this.element).addEventListener("click", () => void this.#load(null));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    for (const topic of ["thread", "timeline", "info", "unread"]) {
      store.signals.on(topic, (id) => {
        if (id === this.room?.id) this.#changed();
      });
    }
    for (const topic of ["threads", "person"]) store.signals.on(topic, () => this.#changed());
    window.addEventListener("focus", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
  }

  /**
   * Shows a thread, at one reply or where the reader left it.
   *
   * @param {number} room
   * @param {number} root the id of its first message
   * @param {number | null} [seq]
   * @returns {Promise<boolean>} false for a room that is not known here
   */
  async open(room, root, seq = null) {
    const known = this.#parts.store.rooms.get(room);
    if (!known) return false;
    if (this.room?.thread !== root) {
      this.#forget();
      this.room = new Thread(room, root);
      known.threads.add(this.room);
      this.view.open(this.room);
      this.#also.checked = false;
      this.#parts.composer.open(this.room);
    }
    this.#patchHead();
    this.#parts.panes.show("thread");
    await this.#load(seq);
    if (matchMedia("(hover: hover)").matches && seq === null) this.#parts.composer.focus();
    announce("Thread opened");
    return true;
  }

  /** Closes it; the address is whoever calls's to set. */
  close() {
    if (!this.room) return;
    this.#forget();
    if (this.#parts.panes.pane === "thread") this.#parts.panes.show("timeline");
  }

  /** Closes it, and leaves its address too. */
  leave() {
    this.close();
    leaveThreadAddress();
  }

  /** Another pane took its place. @param {string} pane */
  shown(pane) {
    if (pane !== "thread" && this.room) this.leave();
  }

  /** What is before the reader's eyes is read. */
  look() {
    const { store, commands } = this.#parts;
    const followed = this.room && store.threads.get(this.room.thread);
    if (!this.room || !followed) return;
    if (this.#seesEnd()) store.readThread(this.room.thread, this.room.timeline.last ?? 0);
    const { unread, mine } = followed;
    if (unread.readSeq <= mine.read_seq || this.#telling) return;
    this.#telling = true;
    void commands.threads.read(this.room, unread.readSeq).finally(() => (this.#telling = false));
  }

  #seesEnd() {
    if (!this.room?.timeline.loaded || this.room.timeline.hasAfter || !this.view.scroll.atEnd) {
      return false;
    }
    return !document.hidden && document.hasFocus() && !this.#parts.away.away;
  }

  #forget() {
    if (this.room) this.#parts.store.rooms.get(this.room.id)?.threads.delete(this.room);
    this.room = null;
    this.view.open(null);
  }

  #changed() {
    if (!this.room) return;
    if (!this.room.timeline.loaded && !this.#loading) void this.#load(null);
    this.#patchHead();
    this.view.patch();
    this.look();
  }

  #patchHead() {
    const room = this.room && this.#parts.store.rooms.get(this.room.id);
    if (!room || !this.room) return;
    const name = roomName(room.info, this.#parts.store);
    const sign = room.info.kind === "public" ? `#${name}` : name;
    const following = this.#parts.store.threads.get(this.room.thread) !== undefined;
    const button = hook("follow-thread", this.element);
    setText(hook("thread-place", this.element), sign);
    setText(hook("also-place", this.element), sign);
    setText(button, following ? "Following" : "Follow");
    setAttribute(button, "aria-pressed", String(following));
    show(button, room.joined);
    show(this.#parts.composer.form, room.joined && !room.info.archived);
    show(hook("also", this.element), room.joined);
  }

  /** @param {number | null} seq */
  async #load(seq) {
    const thread = this.room;
    if (!thread) return;
    const { store, commands } = this.#parts;
    const followed = store.threads.get(thread.thread);
    const since = followed && followed.unread.count > 0 ? followed.unread.readSeq : null;
    const around = seq ?? (since === null ? null : since + 1);
    const held = thread.timeline.loaded && (seq === null || thread.timeline.get(seq));
    this.#loading = true;
    show(hook("thread-error", this.element), false);
    try {
      if (!held) await commands.threads.loadPage(thread, around ? "around" : "newest", around ?? 0);
    } catch (error) {
      if (thread === this.room) this.#fail(/** @type {Error} */ (error));
      return;
    } finally {
      this.#loading = false;
    }
    if (thread !== this.room) return;
    this.view.newAfter = since;
    this.view.patch();
    if (seq === null) this.view.toStart();
    else this.view.highlight(seq);
    this.look();
  }

  /** @param {Error} error */
  #fail(error) {
    setText(hook("thread-error-text", this.element), error.message);
    show(hook("thread-error", this.element), true);
  }

  /** @param {"before" | "after"} end */
  async #loadMore(end) {
    const thread = this.room;
    if (!thread || this.#loading) return;
    this.#loading = true;
    try {
      await this.#parts.commands.threads.loadPage(thread, end);
    } catch {
      // The sentinel tells again when it comes into view.
    } finally {
      this.#loading = false;
    }
    if (thread === this.room) this.view.patch();
  }

  async #follow() {
    const thread = this.room;
    if (!thread) return;
    const following = this.#parts.store.threads.get(thread.thread) === undefined;
    try {
      await this.#parts.commands.threads.follow(thread, following);
      announce(following ? "You follow this thread" : "You no longer follow this thread");
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  #sent() {
    this.#also.checked = false;
    this.view.newAfter = null;
    this.view.scroll.atEnd = true;
    this.view.patch();
    this.view.scroll.toEnd();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.leave();
  }
}
