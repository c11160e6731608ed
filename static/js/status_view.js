// @ts-check
/** @import {Store} from "./store.js" */
import { maybe, setAttribute, setText, show } from "./dom.js";

/** A connection that is back within this is not spoken of. */
const QUIET_MS = 1_500;

/** The quiet bar that says that one is offline, and what is kept. On the app `data-connection` says
 * `online` once the page has caught up, else `offline`, and `data-transport` what it goes by. */
export class StatusView {
  #online = false;
  #detour = false;
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

  /** @param {string} transport */
  carriedBy(transport) {
    setAttribute(maybe("app"), "data-transport", transport);
  }

  /** @param {boolean} [detour] whether another way than the best is tried next */
  lost(detour = false) {
    this.#online = false;
    this.#detour = detour;
    setAttribute(maybe("app"), "data-connection", "offline");
    if (!maybe("status")?.hidden) this.#say();
    this.#timer ??= setTimeout(() => this.#show(), QUIET_MS);
  }

  #show() {
    if (this.#online) return;
    this.#say();
    show(maybe("status"), true);
  }

  #say() {
    const { waiting } = this.#store.pending;
    setText(maybe("status-text"), offlineWords(waiting, navigator.onLine, this.#detour));
  }
}

/**
 * @param {number} waiting
 * @param {boolean} network whether the browser has one
 * @param {boolean} [detour] whether WebSockets do not get through it
 */
export function offlineWords(waiting, network, detour = false) {
  const state = !network
    ? "You are offline."
    : detour ? "Connecting another way…" : "Connecting…";
  if (!waiting) return state;
  const kept = waiting === 1 ? "1 message is kept" : `${waiting} messages are kept`;
  return `${state} ${kept} and will be sent.`;
}
