// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */

const SOON_MS = 250;

/**
 * Moves the read cursor while the reader has the newest message before their eyes: the window has
 * the focus and the timeline stands at its end.
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

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Conversation} conversation
   */
  constructor(store, commands, conversation) {
    this.#store = store;
    this.#commands = commands;
    this.#conversation = conversation;
    const look = () => this.look();
    conversation.view.scroll.onEnd = look;
    conversation.signals.on("opened", () => this.#opened());
    store.signals.on("timeline", look);
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    window.addEventListener("blur", () => conversation.markNewFromHere());
  }

  /** What is before the reader's eyes is read here at once, and told to the server soon. */
  look() {
    const { room } = this.#conversation;
    if (room && this.#seesEnd()) this.#commands.readHere(room.id, room.sequence.head);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, SOON_MS);
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

  #seesEnd() {
    const { room, view } = this.#conversation;
    if (!room?.joined || room.id === this.#held || !document.hasFocus()) return false;
    return !document.hidden && room.timeline.loaded && !room.timeline.hasAfter && view.scroll.atEnd;
  }

  #tell() {
    const { room } = this.#conversation;
    if (!room?.mine || !this.#seesEnd()) return;
    const { last } = room.timeline;
    const behind = (last ?? 0) > room.mine.read_seq || room.mine.unread > 0;
    if (behind) this.#commands.read(room.id, room.sequence.head);
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
