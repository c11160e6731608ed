// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../store/room.js" */
import { unreadIn } from "../rooms.js";

/** @typedef {{id: number, from: number, outcome: "read" | "kept" | null}} Stop */

/**
 * The rooms with something unread, one after another: those first where one was called, then what
 * was said to oneself alone, what one keeps at the top, and the latest. Muted rooms are left out.
 */
export class CatchUpQueue {
  /** @type {Stop[]} */
  stops = [];
  /** Where the reader is; at the end there is no stop left. */
  at = 0;
  #store;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.stops = waiting(store).map(stopAt);
  }

  /** @returns {Stop | null} */
  get current() {
    return this.stops[this.at] ?? null;
  }

  /**
   * To the next room; what has come meanwhile in others is at the end.
   *
   * @param {"read" | "kept"} outcome of this one
   */
  next(outcome) {
    const { current } = this;
    if (!current) return;
    current.outcome = outcome;
    this.at += 1;
    const known = new Set(this.stops.map(({ id }) => id));
    const late = waiting(this.#store).filter(({ id }) => !known.has(id));
    this.stops.push(...late.map(stopAt));
  }

  /** Back to the one before. @returns {Stop | null} */
  back() {
    if (this.at === 0) return null;
    this.at -= 1;
    return this.current;
  }

  /** @param {"read" | "kept"} outcome */
  count(outcome) {
    return this.stops.filter((stop) => stop.outcome === outcome).length;
  }
}

/**
 * @param {Room} room
 * @returns {Stop}
 */
function stopAt({ id, unread }) {
  return { id, from: unread.readSeq, outcome: null };
}

/** @param {Store} store */
function waiting(store) {
  return store.joined
    .filter((room) => !room.info.archived && (unreadIn(room) > 0 || room.mentions.count > 0))
    .sort((a, b) => rank(b) - rank(a) || (b.lastAt ?? "").localeCompare(a.lastAt ?? ""));
}

/** @param {Room} room */
function rank({ mentions, info, mine }) {
  if (mentions.count > 0) return 3;
  return info.kind === "direct" ? 2 : Number(mine?.starred ?? false);
}
