// @ts-check
/** @import {Away} from "./away.js" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { Untold } from "./untold.js";

const SOON_MS = 250;
/** On the way through what is new the cursor follows in larger steps. */
const STEP_MS = 1_000;

/**
 * Moves the read cursor with the reader's eyes while they are here and the window has the focus:
 * down through what is new, and to the head when the timeline stands at its end.
 */
export class ReadCursor {
  /** The room in which the reader marked something unread: it stays so until they come again.
   * @type {number | null} */
  #held = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #store;
  #commands;
  #untold;
  #conversation;
  #away;

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Conversation} conversation
   * @param {Pick<Away, "away" | "onChange">} away
   */
  constructor(store, commands, conversation, away) {
    this.#away = away;
    this.#store = store;
    this.#commands = commands;
    this.#untold = new Untold(store, commands);
    this.#conversation = conversation;
    const look = () => this.look();
    conversation.view.scroll.onEnd = look;
    conversation.signals.on("opened", () => this.#opened());
    store.signals.on("timeline", look);
    window.addEventListener("focus", look);
    const leave = () => this.#tellAtOnce();
    document.addEventListener("visibilitychange", () => (document.hidden ? leave() : look()));
    window.addEventListener("pagehide", leave);
    window.addEventListener("blur", () => conversation.markNewFromHere());
    conversation.view.pane.addEventListener("scroll", () => this.#tellIn(STEP_MS), { passive: true });
    away.onChange = (gone) => (gone ? conversation.markNewFromHere() : look());
  }

  /** What is before the reader's eyes is read here at once, and told to the server soon. */
  look() {
    const { room } = this.#conversation;
    if (room && this.#seesEnd()) this.#readToEnd(room);
    this.#tellIn(SOON_MS);
  }

  /** @param {Room} room */
  #readToEnd({ id, mine, sequence, timeline }) {
    this.#commands.readHere(id, sequence.head);
    const behind = mine && ((timeline.last ?? 0) > mine.read_seq || mine.unread > 0);
    if (behind) this.#untold.add(id, sequence.head);
  }

  /** @param {number} seq the first message that is to be unread */
  async markUnread(seq) {
    const { room, view } = this.#conversation;
    if (!room) return;
    this.#held = room.id;
    this.#untold.forget(room.id);
    await this.#commands.markUnread(room.id, seq);
    view.newAfter = seq - 1;
    view.patch();
  }

  /** Everything in the open room is read, wherever the reader stands. */
  markRead() {
    const { room } = this.#conversation;
    if (!room?.joined) return;
    this.#held = null;
    const head = room.sequence.head;
    if (head > room.unread.readSeq || room.unread.count) this.#untold.add(room.id, head);
    this.#untold.tell();
  }

  #opened() {
    this.#held = null;
    this.#untold.tell(); // of the room that was left
    this.look();
  }

  #isLooking() {
    const { room } = this.#conversation;
    if (!room?.joined || room.id === this.#held || this.#away.away) return false;
    const shown = this.#conversation.view.pane.checkVisibility();
    return shown && room.timeline.loaded && !document.hidden && document.hasFocus();
  }

  #seesEnd() {
    const { room, view } = this.#conversation;
    return this.#isLooking() && !room?.timeline.hasAfter && view.scroll.atEnd;
  }

  /** @param {number} ms */
  #tellIn(ms) {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, ms);
  }

  /** Who reads and goes at once has read it. */
  #tellAtOnce() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#untold.tell();
  }

  #tell() {
    const { room } = this.#conversation;
    if (room && this.#seesEnd()) this.#readToEnd(room);
    else if (room?.mine) this.#readStep(room);
    this.#untold.tell();
  }

  /** How far the reader has come, unless they read elsewhere and have passed over what is new.
   * @param {Room} room */
  #readStep({ id, timeline, unread }) {
    if (!unread.count || !this.#isLooking()) return;
    if (timeline.hasBefore && (timeline.first ?? 0) > unread.readSeq + 1) return;
    const seq = this.#conversation.view.lastSeen ?? 0;
    if (seq <= unread.readSeq) return;
    this.#commands.readHere(id, seq);
    this.#untold.add(id, seq);
  }

  /** Listens for the connection's return, which a cursor moved while offline waits for.
   * @param {import("./signals.js").Signals} sync */
  follow(sync) {
    sync.on("ready", () => this.look());
    this.#store.signals.on("unread", (id) => {
      const { room } = this.#conversation;
      if (id === room?.id && room?.unread.count) this.look();
    });
  }
}
