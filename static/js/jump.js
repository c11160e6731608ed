// @ts-check
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
import { hook, maybe, setText, show } from "./dom.js";
import { unreadText } from "./rooms.js";

/** The way to the newest message, with how many there are that were not seen. */
export class JumpButton {
  #missed = 0;
  #store;
  #conversation;

  /**
   * @param {Store} store
   * @param {Conversation} conversation
   */
  constructor(store, conversation) {
    this.#store = store;
    this.#conversation = conversation;
    hook("jump-latest").addEventListener("click", () => void this.jump());
    conversation.view.pane.addEventListener("scroll", () => this.patch(), { passive: true });
    conversation.signals.on("opened", () => this.#reset());
    store.signals.on("arrived", (message) => this.#arrived(message));
    for (const topic of ["timeline", "unread"]) store.signals.on(topic, () => this.patch());
  }

  async jump() {
    await this.#conversation.toLatest();
    this.#reset();
  }

  patch() {
    const { room, view } = this.#conversation;
    const away = Boolean(room?.timeline.loaded)
      && (!view.scroll.atEnd || room?.timeline.hasAfter === true);
    if (!away) this.#missed = 0;
    // Who is not in the room has no cursor: what came while they looked is what they missed.
    const missed = room?.joined ? room.unread.count : this.#missed;
    show(hook("jump-latest"), away);
    setText(maybe("jump-count"), unreadText(missed));
    show(maybe("jump-count"), missed > 0);
    setText(maybe("jump-text"), missed ? "New messages" : "Latest");
  }

  /** @param {import("./types.d.ts").MessageShape} message */
  #arrived(message) {
    const { room, view } = this.#conversation;
    if (message.room !== room?.id || message.author?.id === this.#store.me.id) return;
    if (!view.scroll.atEnd || room.timeline.hasAfter) this.#missed += 1;
    this.patch();
  }

  #reset() {
    this.#missed = 0;
    this.patch();
  }
}
