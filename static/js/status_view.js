// @ts-check
/** @import {Store} from "./store.js" */
import { maybe, setAttribute, setText, show } from "./dom.js";

/** A connection that is back within this is not spoken of. */
const QUIET_MS = 1_500;

/** The quiet bar that says that one is offline, and what is kept. `data-connection` on the app
 * says `online` once the page has caught up, else `offline`. */
export class StatusView {
  #online = false;
  #store;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    store.signals.on("timeline", () => {
      if (!maybe("status")?.hidden) this.#say();
    });
    this.lost();
  }

  ready() {
    this.#online = true;
    setAttribute(maybe("app"), "data-connection", "online");
    clearTimeout(this.#timer);
    this.#timer = undefined;
    show(maybe("status"), false);
  }

  lost() {
    this.#online = false;
    setAttribute(maybe("app"), "data-connection", "offline");
    this.#timer ??= setTimeout(() => this.#show(), QUIET_MS);
  }

  #show() {
    if (this.#online) return;
    this.#say();
    show(maybe("status"), true);
  }

  #say() {
    const { waiting } = this.#store.pending;
    setText(maybe("status-text"), offlineWords(waiting, navigator.onLine));
  }
}

/**
 * @param {number} waiting
 * @param {boolean} network whether the browser has one
 */
export function offlineWords(waiting, network) {
  const state = network ? "Connecting…" : "You are offline.";
  if (!waiting) return state;
  const kept = waiting === 1 ? "1 message is kept" : `${waiting} messages are kept`;
  return `${state} ${kept} and will be sent.`;
}
