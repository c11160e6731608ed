// @ts-check
/** @import {DraftShape} from "../types.d.ts" */

/** What I have begun to write, as the server keeps it, the same on all my devices. */
export class SavedDrafts {
  /** @type {Map<string, DraftShape>} */
  #drafts = new Map();

  /**
   * @param {DraftShape} draft
   * @param {boolean} [force] it replaces what is newer too
   * @returns {boolean} whether it was news
   */
  take(draft, force = false) {
    const key = draftKey(draft.room, draft.thread);
    const held = this.#drafts.get(key);
    if (held && held.me_seq >= draft.me_seq && !force) return false;
    this.#drafts.set(key, draft);
    return true;
  }

  /** All that is held may be out of date: what comes next is all there is. */
  clear() {
    this.#drafts.clear();
  }

  /**
   * @param {number} room
   * @param {number | null} thread
   */
  get(room, thread) {
    return this.#drafts.get(draftKey(room, thread));
  }

  /** @param {number} room whether something was begun there, in the room or in a thread */
  in(room) {
    return this.all().some((draft) => draft.room === room);
  }

  /** @returns {DraftShape[]} the latest first */
  all() {
    return [...this.#drafts.values()]
      .filter(({ text }) => text)
      .sort((a, b) => b.me_seq - a.me_seq);
  }
}

/**
 * @param {number} room
 * @param {number | null} thread
 */
export function draftKey(room, thread) {
  return thread === null ? `${room}` : `${room}-${thread}`;
}
