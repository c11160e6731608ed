// @ts-check
/** @import {DraftShape} from "./types.d.ts" */
/** @import {Entry} from "./drafts_storage.js" */
import { DraftStorage } from "./drafts_storage.js";
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

/**
 * @typedef {object} Parts
 * @property {number} user
 * @property {ConstructorParameters<typeof DraftStorage>[0]} storage
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
  #kept;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = {
      /** @type {(run: () => void, ms: number) => unknown} */
      later: (run, ms) => setTimeout(run, ms),
      now: Date.now,
      ...parts,
    };
    this.#kept = new DraftStorage(parts.storage, parts.user);
    // What an earlier page could not save.
    for (const [key, entry] of this.#kept.all()) {
      this.#entries.set(key, { ...entry, dirty: true, alone: true });
    }
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
    const entry = { room, thread, text, base, alone, waitingSince, dirty: true, typedAt: now };
    this.#entries.set(key, entry);
    this.#kept.keep(key, entry);
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
    this.#kept.forget(key);
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
    this.#kept.keep(key, entry);
    this.signals.emit("replaced", { room, thread });
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
