// @ts-check
/** @import {SavedShape} from "../types.d.ts" */
import { OwnThings } from "./own_things.js";

/** What I have put aside: by itself, and by the message that it is. */
export class SavedMessages {
  /** @type {OwnThings<SavedShape>} */
  #things = new OwnThings(({ state }) => state === "removed");
  /** @type {Map<number, number>} */
  #byMessage = new Map();

  /**
   * @param {SavedShape} saved
   * @param {boolean} [force] it replaces what is newer too
   * @returns {boolean} whether it was news
   */
  take(saved, force = false) {
    this.#byMessage.set(saved.message, saved.id);
    return this.#things.take(saved, force);
  }

  clear() {
    this.#things.clear();
    this.#byMessage.clear();
  }

  /** @param {number} id */
  get(id) {
    return this.#things.get(id);
  }

  /** @param {number} message */
  of(message) {
    const saved = this.#things.get(this.#byMessage.get(message) ?? 0);
    return saved?.state === "open" ? saved : undefined;
  }

  /** @returns {SavedShape[]} what is not done, saved last first */
  get open() {
    return this.#things.all().filter(({ state }) => state === "open").sort((a, b) => b.id - a.id);
  }

  /** @returns {SavedShape[]} what I am to be told of now, the longest due first */
  get due() {
    const due = this.open.filter(({ reminded_at: at }) => at !== null);
    return due.sort((a, b) => ((a.reminded_at ?? "") < (b.reminded_at ?? "") ? -1 : 1));
  }
}
