// @ts-check
/** @import {Away} from "./away.js" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */

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
    if (room && this.#seesEnd()) this.#commands.readHere(room.id, room.sequence.head);
    this.#tellIn(SOON_MS);
  }

  /** @param {number} seq the first message that is to be unread */
  async markUnread(seq) {
    const { room, view } = this.#conversation;
    if (!room) return;
    this.#held = room.id;
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
    if (head > room.unread.readSeq || room.unread.count) this.#commands.read(room.id, head);
  }

  #opened() {
    this.#held = null;
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
    const { room } = this.#conversation;
    const read = room?.unread.readSeq ?? 0;
    if (room?.mine && read > room.mine.read_seq) this.#commands.read(room.id, read);
  }

  #tell() {
    const { room } = this.#conversation;
    if (!room?.mine) return;
    if (!this.#seesEnd()) {
      this.#tellStep(room);
      return;
    }
    const { last } = room.timeline;
    const behind = (last ?? 0) > room.mine.read_seq || room.mine.unread > 0;
    if (behind) this.#commands.read(room.id, room.sequence.head);
  }

  /** How far the reader has come, unless they read elsewhere and have passed over what is new.
   * @param {import("./store/room.js").Room} room */
  #tellStep({ id, timeline, unread }) {
    if (!unread.count || !this.#isLooking()) return;
    if (timeline.hasBefore && (timeline.first ?? 0) > unread.readSeq + 1) return;
    const seq = this.#conversation.view.lastSeen ?? 0;
    if (seq > unread.readSeq) this.#commands.read(id, seq);
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
