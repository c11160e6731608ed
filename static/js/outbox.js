// @ts-check
/** @import {Failure, MessageShape, OutboxItem, SendExtras} from "./types.d.ts" */
/** @import {OutboxNews, OutboxStorage, OutboxTabs} from "./types.d.ts" */
import { newId } from "./ids.js";
import { Pauses, pauseAfter } from "./outbox_attempts.js";
import { Shelf } from "./outbox_shelf.js";
import { Signals } from "./signals.js";
import { byOrder } from "./store/pending.js";

/**
 * @typedef {object} Parts
 * @property {number} user
 * @property {OutboxStorage} storage
 * @property {OutboxTabs} tabs
 * @property {(item: OutboxItem) => Promise<MessageShape>} send raises an error with a `code`
 * @property {(ms: number) => Promise<void>} [wait]
 * @property {() => number} [random]
 * @property {() => number} [now]
 */

/**
 * Messages on their way out: stored before they are sent, kept until the server has them, sent
 * again under the same `client_id`, in the order written within each room. Of several tabs one
 * sends, and all see the same.
 *
 * Signals: `changed` (item), `acked` ({client_id, message}), `removed` (client_id), `cleared`.
 */
export class Outbox {
  signals = new Signals();
  /** @type {Map<string, OutboxItem>} */
  #items = new Map();
  /** Rooms whose items are being sent. @type {Set<number>} */
  #lanes = new Set();
  #online = false;
  #myTurn = false;
  #count = 0;
  #pauses;
  #shelf;
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = {
      /** @param {number} ms */
      wait: (ms) => new Promise((done) => setTimeout(done, ms)),
      random: Math.random,
      now: Date.now,
      ...parts,
    };
    this.#pauses = new Pauses(this.#parts.wait);
    this.#shelf = new Shelf(parts.storage);
    parts.tabs.listen((news) => this.#hear(news));
  }

  /** How many are stored and not yet acknowledged, failed ones too. */
  get size() {
    return this.#items.size;
  }

  /** Reads what an earlier page, or another tab, left behind. */
  async load() {
    const stored = await this.#shelf.all();
    for (const item of stored.sort(byOrder)) {
      if (item.user !== this.#parts.user || this.#items.has(item.client_id)) continue;
      this.#items.set(item.client_id, item);
      this.signals.emit("changed", item);
    }
    if (!this.#myTurn && this.size) this.#parts.tabs.post({ type: "kick" });
    this.#pump();
  }

  /**
   * Takes a message: it is shown before this returns, and stored before it is sent.
   *
   * @param {number} room
   * @param {string} text
   * @param {SendExtras} [extras]
   * @returns {OutboxItem}
   */
  add(room, text, extras = {}) {
    const now = this.#parts.now();
    this.#count += 1;
    /** @type {OutboxItem} */
    const item = {
      client_id: newId(),
      user: this.#parts.user,
      room,
      text,
      created_at: new Date(now).toISOString(),
      order: [now, this.#count],
      state: "pending",
      ...extras,
    };
    this.#put(item);
    this.#pump();
    return item;
  }

  /** @param {string} clientId */
  retry(clientId) {
    const item = this.#items.get(clientId);
    if (item?.state !== "failed") return;
    // Under a name that the server holds for another text it would be refused for ever.
    if (item.failure?.code === "conflict") {
      this.discard(clientId);
      const { thread, also_in_room, files } = item;
      const where = thread ? { thread, also_in_room } : {};
      this.add(item.room, item.text, files ? { ...where, files } : where);
      return;
    }
    const { failure: _, ...rest } = item;
    this.#put({ ...rest, state: "pending" });
    this.#pump();
  }

  /** @param {string} clientId */
  discard(clientId) {
    if (!this.#items.delete(clientId)) return;
    this.#shelf.forget(clientId);
    this.signals.emit("removed", clientId);
    this.#parts.tabs.post({ type: "removed", client_id: clientId });
  }

  /** Empties it, stored ones too: at log-out. */
  async clear() {
    this.#items.clear();
    this.signals.emit("cleared");
    this.#parts.tabs.post({ type: "cleared" });
    await this.#shelf.clear();
  }

  /** The connection stands: this tab asks for its turn to send. */
  start() {
    this.#online = true;
    this.#pauses.end();
    this.#parts.tabs.takeTurn(() => {
      this.#myTurn = true;
      void this.load();
    });
    this.#pump();
  }

  /** The connection is gone: another tab, which may have one, gets its turn. */
  stop() {
    this.#online = false;
    this.#myTurn = false;
    this.#parts.tabs.endTurn();
  }

  /** @param {OutboxNews} news */
  #hear(news) {
    if (news.type === "changed") {
      this.#items.set(news.item.client_id, news.item);
      this.signals.emit("changed", news.item);
      this.#pump();
    } else if (news.type === "acked") this.#acked(news.client_id, news.message);
    else if (news.type === "removed") {
      this.#items.delete(news.client_id);
      this.signals.emit("removed", news.client_id);
    } else if (news.type === "cleared") {
      this.#items.clear();
      this.signals.emit("cleared");
    } else if (this.#myTurn) void this.load();
  }

  /** @param {OutboxItem} item */
  #put(item) {
    this.#items.set(item.client_id, item);
    this.signals.emit("changed", item);
    void this.#shelf.put(item).then(() => {
      if (this.#items.has(item.client_id)) this.#parts.tabs.post({ type: "changed", item });
    });
  }

  #pump() {
    if (!this.#online || !this.#myTurn) return;
    for (const { room, state } of this.#items.values()) {
      if (state === "pending" && !this.#lanes.has(room)) void this.#sendAll(room);
    }
  }

  /**
   * Sends a room's items one after the other.
   *
   * @param {number} room
   */
  async #sendAll(room) {
    this.#lanes.add(room);
    for (let attempt = 0; this.#online && this.#myTurn; ) {
      const item = this.#next(room);
      if (!item) break;
      const pause = await this.#send(item, attempt + 1);
      attempt = pause ? attempt + 1 : 0;
      if (pause) await this.#pauses.take(pause);
    }
    this.#lanes.delete(room);
    // Something may have come, or the turn come back, between the last look and now.
    if (this.#next(room)) this.#pump();
  }

  /**
   * @param {OutboxItem} item
   * @param {number} attempt
   * @returns {Promise<number>} how long to wait before trying again, 0 when it is settled
   */
  async #send(item, attempt) {
    await this.#shelf.stored(item.client_id);
    if (!this.#items.has(item.client_id)) return 0;
    try {
      const message = await this.#parts.send(item);
      this.#acked(item.client_id, message);
      this.#shelf.forget(item.client_id);
      this.#parts.tabs.post({ type: "acked", client_id: item.client_id, message });
      return 0;
    } catch (error) {
      return this.#refused(item, /** @type {any} */ (error), attempt);
    }
  }

  /**
   * @param {OutboxItem} item
   * @param {Failure & {retryAfter?: number}} error
   * @param {number} attempt
   */
  #refused(item, error, attempt) {
    const pause = pauseAfter(error, attempt, this.#parts.random);
    if (pause) return pause;
    if (this.#items.has(item.client_id)) {
      const failure = { code: error.code, message: error.message };
      this.#put({ ...item, state: "failed", failure });
    }
    return 0;
  }

  /**
   * @param {string} clientId
   * @param {MessageShape} message
   */
  #acked(clientId, message) {
    this.#items.delete(clientId);
    this.signals.emit("acked", { client_id: clientId, message });
  }

  /** @param {number} room */
  #next(room) {
    const items = [...this.#items.values()].filter((i) => i.room === room && i.state === "pending");
    return items.sort(byOrder)[0];
  }
}
