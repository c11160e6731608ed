// @ts-check
/** @import {RoomEvent} from "./room.js" */

const ROOMS = 50;
const EVENTS = 100;

/**
 * Events of rooms that are not known yet: one may overtake the word that this user was added.
 * Bounded; what does not fit is brought by the catch-up.
 */
export class EarlyEvents {
  /** @type {Map<number, RoomEvent[]>} */
  #rooms = new Map();

  /**
   * @param {number} room
   * @param {RoomEvent} event
   */
  keep(room, event) {
    const events = this.#rooms.get(room) ?? [];
    if (events.length < EVENTS) events.push(event);
    this.#rooms.set(room, events);
    if (this.#rooms.size > ROOMS) this.#rooms.delete(this.#rooms.keys().next().value ?? 0);
  }

  /**
   * @param {number} room
   * @returns {RoomEvent[]} what was kept for it, once
   */
  adopt(room) {
    const events = this.#rooms.get(room) ?? [];
    this.#rooms.delete(room);
    return events;
  }
}
