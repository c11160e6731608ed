// @ts-check
/** @import {Bootstrap} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Place} from "./navigation.js" */
/** @import {Panes} from "./panes.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
/** @import {ThreadPane} from "./thread_pane.js" */
import { hook, hooks, maybe, show } from "./dom.js";
import { Signals } from "./signals.js";
import { ROWS_MOST, TimelineView } from "./timeline/view.js";

/** What loads faster than this needs no skeleton. */
const SKELETON_MS = 150;
/** What a room keeps while another is open. */
const KEPT = 100;

/**
 * The open room: which one it is, its timeline, and the loading of what is not held.
 * Signal `opened` (room): another room, or the same one at another place, is shown.
 */
export class Conversation {
  signals = new Signals();
  view;
  /** @type {Room | null} */
  room = null;
  /** What shows a thread beside it. @type {ThreadPane | null} */
  threads = null;
  #store;
  #commands;
  /** Ends of the timeline that are being loaded. @type {Set<string>} */
  #loading = new Set();

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {TimelineView} view
   */
  constructor(store, commands, view) {
    this.#store = store;
    this.#commands = commands;
    this.view = view;
    view.onReach = (end) => void this.#loadMore(end);
    hook('act="reload"').addEventListener("click", () => void this.retry());
    this.#listen();
  }

  /** Takes over the room that the server rendered. @param {Bootstrap} page */
  adopt({ room: info, permalink }) {
    const room = info && this.#store.rooms.get(info.id);
    if (!room) return;
    this.room = room;
    this.view.adopt(room);
    this.#placeNewLine(room);
    this.#settle(permalink);
  }

  /**
   * Goes where an address says: to a room, or to a thread beside it.
   *
   * @param {Place} place
   * @param {Panes} panes
   * @returns {Promise<boolean>} false for what is not known here
   */
  async visit({ room, seq, thread }, panes) {
    if (thread === null) {
      this.threads?.close();
      panes.uncover();
      return this.open(room, seq);
    }
    const here = this.room?.id === room || (await this.open(room));
    return here && ((await this.threads?.open(room, thread, seq)) ?? false);
  }

  /**
   * Shows a room, at one message or where the reader left it.
   *
   * @param {number} id
   * @param {number | null} seq
   * @returns {Promise<boolean>} false for a room that is not known here
   */
  async open(id, seq = null) {
    const room = this.#store.rooms.get(id);
    if (!room) return false;
    if (room !== this.room) this.#leave();
    this.room = room;
    this.view.open(room);
    this.#placeNewLine(room);
    show(maybe('empty="home"'), false);
    this.signals.emit("opened", room);
    await this.#show(room, seq);
    return true;
  }

  /** To the newest message, loaded when it is not held. */
  async toLatest() {
    const { room } = this;
    if (!room) return;
    if (room.timeline.hasAfter) await this.#load(room, "newest");
    this.view.scroll.toEnd();
  }

  /**
   * To the first message at or after a time.
   *
   * @param {string} at ISO 8601
   * @returns {Promise<boolean>} false where nothing came since: then to the newest
   */
  async toTime(at) {
    const { room } = this;
    if (!room) return false;
    const seq = await this.#commands.reading.loadAt(room.id, at);
    if (room !== this.room) return true;
    this.#showState("rows");
    this.#patch();
    if (seq === null) this.view.scroll.toEnd();
    else this.view.highlight(seq, { top: true });
    return seq !== null;
  }

  /** To the first message that is new, loaded when it is not held.
   * @returns {Promise<boolean>} false where there is none */
  async toNew() {
    const { room, view } = this;
    if (!room || view.newAfter === null) return false;
    if (!view.newLine && !(await this.#load(room, "around", view.newAfter + 1))) return true;
    if (room === this.room) this.#patch();
    return view.toNewLine();
  }

  /** Loads again what could not be loaded. */
  async retry() {
    if (this.room && !this.room.timeline.loaded) await this.#show(this.room, null);
  }

  /** New is what comes from now on: the reader turns away from a room that was read. */
  markNewFromHere() {
    const { room } = this;
    if (!room || room.unread.count > 0) return;
    this.view.newAfter = Math.max(room.unread.readSeq, room.timeline.last ?? 0);
  }

  #listen() {
    const { signals } = this.#store;
    const patch = (/** @type {number} */ id) => {
      if (id === this.room?.id) this.#patch();
    };
    signals.on("timeline", patch);
    for (const topic of ["person", "threads"]) signals.on(topic, () => this.view.patch());
  }

  #patch() {
    const { room } = this;
    const silent = room?.timeline.silent && !this.#store.pending.in(room.id).length;
    for (const line of hooks('empty="room"')) show(line, silent === true);
    this.view.patch();
  }

  #leave() {
    const timeline = this.room?.timeline;
    if (!timeline) return;
    if (timeline.hasAfter) timeline.unload();
    else timeline.trim("start", KEPT);
  }

  /** @param {Room} room */
  #placeNewLine(room) {
    this.view.newAfter = room.joined && room.unread.count > 0 ? room.unread.readSeq : null;
  }

  /**
   * @param {Room} room
   * @param {number | null} seq
   */
  async #show(room, seq) {
    const held = seq === null ? room.holdsStart(ROWS_MOST) : room.timeline.get(seq);
    if (!held) {
      const around = seq ?? (room.joined && room.unread.count ? room.unread.readSeq + 1 : null);
      const loaded = await this.#load(room, around === null ? "newest" : "around", around);
      if (!loaded) return;
    }
    if (room === this.room) this.#settle(seq);
  }

  /** @param {number | null} seq */
  #settle(seq) {
    this.#showState("rows");
    this.#patch();
    if (seq === null) this.view.toStart();
    else this.view.highlight(seq);
  }

  /**
   * @param {Room} room
   * @param {"newest" | "around"} kind
   * @param {number | null} [seq]
   */
  async #load(room, kind, seq = null) {
    const waiting = setTimeout(() => {
      if (room === this.room && !room.timeline.loaded) this.#showState("skeleton");
    }, SKELETON_MS);
    try {
      await this.#commands.loadPage(room.id, kind, seq ?? undefined);
      return true;
    } catch (error) {
      if (room === this.room && !room.timeline.loaded) this.#showState("error", error);
      return false;
    } finally {
      clearTimeout(waiting);
    }
  }

  /** @param {"before" | "after"} end */
  async #loadMore(end) {
    const { room } = this;
    if (!room || this.#loading.has(end)) return;
    this.#loading.add(end);
    try {
      await this.#commands.loadPage(room.id, end);
    } catch {
      // The sentinel tells again when it comes into view, or at the next connect.
    } finally {
      this.#loading.delete(end);
    }
    if (room === this.room) this.view.patch();
  }

  /**
   * @param {"rows" | "skeleton" | "error"} state
   * @param {unknown} [error]
   */
  #showState(state, error) {
    show(hook("skeleton"), state === "skeleton");
    show(hook("error"), state === "error");
    if (error instanceof Error) hook("error-text").textContent = error.message;
  }
}
