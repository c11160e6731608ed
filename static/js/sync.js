// @ts-check
/** @import {Store} from "./store.js" */
import { backoff } from "./backoff.js";
import { Signals } from "./signals.js";

/** Two events may pass each other: a gap is given this long to close by itself. */
const GAP_MS = 120;

/**
 * @typedef {object} Link what is needed of a `Connection`
 * @property {Signals} signals
 * @property {boolean} isOpen
 * @property {(name: string, data: object) => Promise<any>} request
 * @property {() => void} restart
 */

/**
 * Keeps the store level with the server: says on every connect what it has, and asks for what is
 * missing. Signals: `ready`: everything up to now is had, and commands may follow; `closed`.
 */
export class Sync {
  signals = new Signals();
  ready = false;
  #store;
  #connection;
  /** What is being asked for, or is about to be, by room id or "me". @type {Set<number | "me">} */
  #asking = new Set();
  #later;
  /** @type {Map<number | "me", number>} attempts without progress */
  #attempts = new Map();

  /**
   * @param {Store} store
   * @param {Link} connection
   * @param {(run: () => void, ms: number) => unknown} [later]
   */
  constructor(store, connection, later = (run, ms) => setTimeout(run, ms)) {
    this.#store = store;
    this.#connection = connection;
    this.#later = later;
    connection.signals.on("open", () => this.#catchUp());
    connection.signals.on("closed", () => this.#closed());
    connection.signals.on("event", ({ name, data }) => store.apply(name, data));
    store.signals.on("gap", (room) => this.#ask(room));
    store.signals.on("me-gap", () => this.#ask("me"));
    store.signals.on("stale", () => this.#recount());
  }

  /** The first thing said on a connection. */
  async #catchUp() {
    const { meHead: me, heads: rooms } = this.#store;
    try {
      const answer = await this.#connection.request("sync", { me, rooms });
      this.ready = true; // from here on a gap is asked for: an answer may be one page of several
      this.#store.takeMine(answer.me);
      for (const changes of answer.rooms) this.#store.takeChanges(changes);
      this.signals.emit("ready");
    } catch {
      if (this.#connection.isOpen) this.#connection.restart();
    }
  }

  #closed() {
    this.ready = false;
    this.#asking.clear();
    this.#attempts.clear();
    this.signals.emit("closed");
  }

  /** @param {number | "me"} what */
  #ask(what) {
    // Before `sync` is answered the answer itself closes every gap.
    if (!this.ready || this.#asking.has(what)) return;
    this.#asking.add(what);
    const attempts = this.#attempts.get(what) ?? 0;
    this.#later(() => this.#fetch(what), attempts ? backoff(attempts) : GAP_MS);
  }

  /** @param {number | "me"} what */
  async #fetch(what) {
    if (!this.#asking.has(what)) return;
    const before = this.#head(what);
    try {
      if (this.#isBehind(what)) await (what === "me" ? this.#fetchMine() : this.#fetchRoom(what));
    } catch {
      // The next attempt, or the next connect, brings it.
    }
    if (!this.#asking.delete(what)) return; // the connection closed meanwhile
    const stuck = this.#isBehind(what) && this.#head(what) === before;
    this.#attempts.set(what, stuck ? (this.#attempts.get(what) ?? 0) + 1 : 0);
    if (this.#isBehind(what)) this.#ask(what);
  }

  /** @param {number} id */
  async #fetchRoom(id) {
    for (let progress = true; progress && this.#isBehind(id); ) {
      const after = this.#head(id) ?? 0;
      const { changes } = await this.#connection.request("room:changes", { room: id, after });
      this.#store.takeChanges(changes);
      progress = (this.#head(id) ?? 0) > after;
    }
  }

  async #fetchMine() {
    const answer = await this.#connection.request("sync", { me: this.#store.meHead, rooms: {} });
    this.#store.takeMine(answer.me);
  }

  /** Reads all counts again, after a snapshot that says nothing of what lay between. */
  async #recount() {
    try {
      const answer = await this.#connection.request("sync", { me: 0, rooms: {} });
      this.#store.takeMine(answer.me);
    } catch {
      // Counts are a comfort; the next connect reads them again.
    }
  }

  /** @param {number | "me"} what */
  #head(what) {
    return what === "me" ? this.#store.meHead : this.#store.rooms.get(what)?.sequence.head;
  }

  /** @param {number | "me"} what */
  #isBehind(what) {
    return this.#store.isBehind(what);
  }
}
