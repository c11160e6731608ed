// @ts-check
/** @import {MeChanged, MyChanges} from "../types.d.ts" */
import { Sequence } from "./sequence.js";

/**
 * @callback Take takes one thing as it is now
 * @param {any} value
 * @param {boolean} force it replaces what is newer too
 * @returns {void}
 */

/**
 * What is the user's own: rooms, read cursors and whatever else has a number in the user's own
 * sequence. It is told by `me:changed`, one field of which is set, and caught up by lists.
 */
export class Own {
  /** @type {Sequence<MeChanged>} */
  #sequence = new Sequence(0);
  /** @type {Map<string, {list: string, take: Take, clear: () => void}>} */
  #kinds = new Map();

  get head() {
    return this.#sequence.head;
  }

  /** Whether something is missing between the head and what is held. */
  get gap() {
    return this.#sequence.gap;
  }

  /**
   * Says who keeps one kind of things. Call it before the first event.
   *
   * @param {string} field of `me:changed`
   * @param {string} list of `MyChanges`, with the same things
   * @param {Take} take
   * @param {() => void} [clear] forgets all: what follows is all there is
   */
  keep(field, list, take, clear = () => {}) {
    this.#kinds.set(field, { list, take, clear });
  }

  /** @param {MeChanged} event */
  take(event) {
    for (const next of this.#sequence.offer(event.seq, event)) this.#apply(next);
  }

  /** @param {MyChanges} changes */
  takeAll(changes) {
    if (changes.limited) this.#sequence.restart(changes.upto);
    for (const { list, take, clear } of this.#kinds.values()) {
      if (changes.limited) clear();
      for (const value of this.#field(changes, list) ?? []) take(value, changes.limited);
    }
    if (!changes.limited && changes.after > this.#sequence.head) return;
    for (const next of this.#sequence.advance(changes.upto)) this.#apply(next);
  }

  /** @param {MeChanged} event */
  #apply(event) {
    for (const [field, { take }] of this.#kinds) {
      const value = this.#field(event, field);
      if (value) take(value, false);
    }
  }

  /**
   * @param {object} from
   * @param {string} name
   */
  #field(from, name) {
    return /** @type {Record<string, any>} */ (from)[name];
  }
}
