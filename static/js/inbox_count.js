// @ts-check
/** @import {InboxCounts} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Signals} from "./signals.js" */
/** @import {Store} from "./store.js" */
import { maybe, setAttribute, setText, show } from "./dom.js";
import { mentions } from "./store/mentions.js";

/** What happens together is asked about once. */
const PAUSE_MS = 800;

/**
 * How much waits in my inbox. The server counts: this asks it when something happened that may be
 * in there, or left it. Signal of the store: `inbox-counts`.
 */
export class InboxCount {
  /** @type {InboxCounts} */
  counts = { mention: 0, thread: 0, reaction: 0 };
  #store;
  #commands;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Signals} sync
   */
  constructor(store, commands, sync) {
    this.#store = store;
    this.#commands = commands;
    const ask = () => this.#askSoon();
    sync.on("ready", ask);
    for (const topic of ["inbox", "threads", "reacted", "rooms"]) store.signals.on(topic, ask);
    store.signals.on("unread", () => {
      if (this.counts.mention) ask();
    });
    store.signals.on("arrived", (message) => {
      if (mentions(message, store.me.id)) ask();
    });
  }

  get total() {
    const { mention, thread, reaction } = this.counts;
    return mention + thread + reaction;
  }

  #askSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#commands.inbox.counts().then((counts) => this.#take(counts), () => {});
    }, PAUSE_MS);
  }

  /** @param {InboxCounts} counts */
  #take(counts) {
    this.counts = counts;
    const count = maybe("inbox-count");
    setText(count, countText(this.total));
    show(count, this.total > 0);
    setAttribute(maybe('view-link="inbox"'), "data-unread", this.total ? "" : null);
    this.#store.signals.emit("inbox-counts");
  }
}

/** @param {number} count */
export function countText(count) {
  return count > 99 ? "99+" : String(count || "");
}
