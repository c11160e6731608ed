// @ts-check
/** @import {OutboxNews, OutboxTabs} from "./types.d.ts" */

/**
 * The tabs of one user in this browser: a channel between them, and a lock whose holder is the
 * one that sends. A page without locks (plain http on a local network) sends for itself: the
 * server knows a `client_id` that it has had.
 *
 * @implements {OutboxTabs}
 */
export class BrowserTabs {
  #name;
  #channel;
  /** @type {(() => void) | null} */
  #release = null;
  /** @type {AbortController | null} */
  #waiting = null;

  /** @param {number} user */
  constructor(user) {
    this.#name = `hearth-outbox-${user}`;
    this.#channel = new BroadcastChannel(this.#name);
  }

  /** @param {OutboxNews} news */
  post(news) {
    this.#channel.postMessage(news);
  }

  /** @param {(news: OutboxNews) => void} hear */
  listen(hear) {
    this.#channel.onmessage = ({ data }) => hear(data);
  }

  /** @param {() => void} begin */
  takeTurn(begin) {
    if (this.#waiting || this.#release) return;
    if (!navigator.locks) {
      begin();
      return;
    }
    const waiting = new AbortController();
    this.#waiting = waiting;
    const held = () => {
      this.#waiting = null;
      begin();
      return new Promise((done) => {
        this.#release = () => done(undefined);
      });
    };
    navigator.locks.request(this.#name, { signal: waiting.signal }, held).catch(() => {});
  }

  endTurn() {
    this.#waiting?.abort();
    this.#waiting = null;
    this.#release?.();
    this.#release = null;
  }
}
