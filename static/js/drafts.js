// @ts-check
/** @import {DraftShape} from "./types.d.ts" */
import { Signals } from "./signals.js";
import { draftKey, SavedDrafts } from "./store/drafts.js";

/** How long after the last key a draft is saved, and after how long it is while one types on. */
const SAVE_MS = 800;
const SAVE_AT_LATEST_MS = 4_000;
/** So long after the last key nothing from elsewhere replaces what stands in the composer. */
const HOLD_MS = 5_000;
/** A save that failed for a passing reason is tried again after this. */
const RETRY_MS = 5_000;
/** Saving the same again would be refused again: it stays in this browser. */
const PERMANENT = new Set(["invalid", "forbidden", "conflict", "not_found"]);
const PREFIX = "hearth-draft-";

/**
 * @typedef {object} Entry what was typed here and may not be saved yet
 * @property {number} room
 * @property {number | null} thread
 * @property {string} text
 * @property {number} base the number of the saved draft that it began from
 * @property {boolean} dirty whether it still has to be saved
 * @property {boolean} alone whether it was written out of touch with the server
 * @property {number} typedAt
 * @property {number} waitingSince when the oldest key that is not saved was pressed
 */

/**
 * @typedef {object} Parts
 * @property {number} user
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} storage
 * @property {SavedDrafts} saved
 * @property {(room: number, thread: number | null, text: string) => Promise<DraftShape>} save
 * @property {(run: () => void, ms: number) => unknown} [later]
 * @property {() => number} [now]
 */

/**
 * What was begun and not sent, by room and thread. It is saved on the server a moment after one
 * stops typing; until it is, this browser keeps it too. Storage may be full or refused: then it
 * lasts as long as the page.
 *
 * Signal `replaced` ({room, thread}): another device wrote it, show it.
 */
export class Drafts {
  signals = new Signals();
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** What is being saved. @type {Set<string>} */
  #saving = new Set();
  #ready = false;
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = {
      /** @type {(run: () => void, ms: number) => unknown} */
      later: (run, ms) => setTimeout(run, ms),
      now: Date.now,
      ...parts,
    };
    this.#load();
  }

  /**
   * @param {number} room
   * @param {number | null} [thread]
   */
  get(room, thread = null) {
    const entry = this.#entries.get(draftKey(room, thread));
    return entry ? entry.text : (this.#parts.saved.get(room, thread)?.text ?? "");
  }

  /**
   * @param {number} room
   * @param {string} text
   * @param {number | null} [thread]
   */
  set(room, text, thread = null) {
    const key = draftKey(room, thread);
    const now = this.#parts.now();
    const held = this.#entries.get(key);
    const base = held?.dirty ? held.base : (this.#parts.saved.get(room, thread)?.me_seq ?? 0);
    const waitingSince = held?.dirty ? held.waitingSince : now;
    const alone = !this.#ready || (held?.dirty === true && held.alone);
    this.#entries.set(key, {
      room, thread, text, base, alone, waitingSince, dirty: true, typedAt: now,
    });
    this.#keep(key);
    this.#parts.later(() => this.#due(key), SAVE_MS);
  }

  /**
   * It is on its way as a message: here it is gone at once.
   *
   * @param {number} room
   * @param {number | null} [thread]
   * @returns {number | undefined} the draft's number, which goes with the message; 0 for one that is
   *   just being saved, none where the server has nothing
   */
  sent(room, thread = null) {
    const saved = this.#parts.saved.get(room, thread);
    const saving = this.#saving.has(draftKey(room, thread));
    this.set(room, "", thread);
    if (saved?.text) return saved.me_seq;
    return saving ? 0 : undefined;
  }

  /** The server is there: what was written without it is merged with what it has, and saved. */
  connected() {
    this.#ready = true;
    for (const [key, entry] of this.#entries) {
      if (entry.alone) this.#merge(key, entry);
      if (entry.dirty) void this.#save(key);
    }
  }

  disconnected() {
    this.#ready = false;
    for (const entry of this.#entries.values()) if (entry.dirty) entry.alone = true;
  }

  /** Saves what waits, now: the page may be about to go. */
  flush() {
    for (const [key, entry] of this.#entries) if (entry.dirty) void this.#save(key);
  }

  /** The server said what it has. @param {DraftShape} draft */
  heard({ room, thread, text }) {
    const key = draftKey(room, thread);
    const entry = this.#entries.get(key);
    if (entry?.dirty) {
      if (entry.text === text) this.#settle(key, entry);
      return; // what is written here is saved next, and holds
    }
    if (entry && this.#parts.now() - entry.typedAt < HOLD_MS) {
      this.#parts.later(() => this.#letGo(key), HOLD_MS);
      return;
    }
    this.#entries.delete(key);
    this.signals.emit("replaced", { room, thread });
  }

  /** @param {string} key */
  #due(key) {
    const entry = this.#entries.get(key);
    if (!entry?.dirty) return;
    const now = this.#parts.now();
    const quiet = now - entry.typedAt >= SAVE_MS;
    if (quiet || now - entry.waitingSince >= SAVE_AT_LATEST_MS) void this.#save(key);
  }

  /** @param {string} key */
  async #save(key) {
    const entry = this.#entries.get(key);
    if (!entry || !this.#ready || this.#saving.has(key)) return;
    const { room, thread, text } = entry;
    if ((this.#parts.saved.get(room, thread)?.text ?? "") === text) {
      this.#settle(key, entry);
      return;
    }
    this.#saving.add(key);
    let again = SAVE_MS;
    try {
      this.#parts.saved.take(await this.#parts.save(room, thread, text));
    } catch (error) {
      if (PERMANENT.has(/** @type {any} */ (error).code)) return;
      again = RETRY_MS;
      entry.alone = !this.#ready;
    } finally {
      this.#saving.delete(key);
    }
    const now = this.#entries.get(key);
    if (!now?.dirty) return;
    if (now.text === text && again === SAVE_MS) this.#settle(key, now);
    else this.#parts.later(() => void this.#save(key), again);
  }

  /**
   * The server has it as it is here.
   *
   * @param {string} key
   * @param {Entry} entry
   */
  #settle(key, entry) {
    Object.assign(entry, { dirty: false, alone: false });
    this.#forget(key);
    this.#parts.later(() => this.#letGo(key), HOLD_MS);
  }

  /** From now on the saved one counts. @param {string} key */
  #letGo(key) {
    const entry = this.#entries.get(key);
    if (!entry || entry.dirty || this.#parts.now() - entry.typedAt < HOLD_MS) return;
    this.#entries.delete(key);
    const { room, thread, text } = entry;
    const saved = this.#parts.saved.get(room, thread)?.text ?? "";
    if (saved !== text) this.signals.emit("replaced", { room, thread });
  }

  /**
   * @param {string} key
   * @param {Entry} entry written without the server
   */
  #merge(key, entry) {
    const { room, thread } = entry;
    const saved = this.#parts.saved.get(room, thread);
    entry.alone = false;
    if (!saved || saved.me_seq <= entry.base) return;
    const text = merged(entry.text, saved.text);
    if (text === entry.text) return;
    entry.text = text;
    this.#keep(key);
    this.signals.emit("replaced", { room, thread });
  }

  /** @param {string} key */
  #keep(key) {
    const entry = this.#entries.get(key);
    try {
      this.#parts.storage.setItem(`${PREFIX}${this.#parts.user}-${key}`, JSON.stringify(entry));
    } catch {
      // Kept in memory.
    }
  }

  /** @param {string} key */
  #forget(key) {
    try {
      this.#parts.storage.removeItem(`${PREFIX}${this.#parts.user}-${key}`);
    } catch {
      // What could not be stored need not be forgotten.
    }
  }

  /** What an earlier page could not save. */
  #load() {
    const prefix = `${PREFIX}${this.#parts.user}-`;
    for (const key of stored(this.#parts.storage, prefix)) {
      try {
        /** @type {Entry} */
        const entry = JSON.parse(this.#parts.storage.getItem(key) ?? "");
        if (typeof entry.text !== "string") continue;
        this.#entries.set(key.slice(prefix.length), { ...entry, dirty: true, alone: true });
      } catch {
        // Another program's.
      }
    }
  }
}

/**
 * One text of two that were written apart: nothing of either is lost.
 *
 * @param {string} mine
 * @param {string} theirs
 */
export function merged(mine, theirs) {
  if (!theirs.trim() || mine.includes(theirs)) return mine;
  if (!mine.trim() || theirs.includes(mine)) return theirs;
  return `${theirs}\n\n${mine}`;
}

/**
 * Forgets the drafts that this browser keeps, of everyone who used it: at log-out.
 *
 * @param {Storage} storage
 */
export function forgetDrafts(storage) {
  for (const key of stored(storage, PREFIX)) storage.removeItem(key);
}

/**
 * @param {Pick<Storage, "key" | "length">} storage
 * @param {string} prefix
 * @returns {string[]}
 */
function stored(storage, prefix) {
  try {
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    return keys.filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
