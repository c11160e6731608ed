// @ts-check
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
import { hook, maybe, setText, show } from "./dom.js";

/** The way back to the newest message, with how many came since the reader went up. */
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
    hook("timeline").addEventListener("scroll", () => this.patch(), { passive: true });
    conversation.signals.on("opened", () => this.#reset());
    store.signals.on("arrived", (message) => this.#arrived(message));
    store.signals.on("timeline", () => this.patch());
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
    show(hook("jump-latest"), away);
    setText(maybe("jump-count"), String(this.#missed || ""));
    show(maybe("jump-count"), this.#missed > 0);
    setText(maybe("jump-text"), this.#missed ? "New messages" : "Latest");
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
