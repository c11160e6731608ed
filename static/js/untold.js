// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */

const AGAIN_MS = 5_000;

/**
 * How far was read here, by room, as long as the server does not say so too. It is told until then:
 * a word that was lost, or never said because the reader had gone to another room, would leave what
 * they have read unread everywhere else.
 */
export class Untold {
  /** @type {Map<number, number>} */
  #rooms = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #store;
  #commands;
  #again;

  /**
   * @param {Pick<Store, "rooms">} store
   * @param {Pick<Commands, "read">} commands
   * @param {number} [again] milliseconds
   */
  constructor(store, commands, again = AGAIN_MS) {
    this.#store = store;
    this.#commands = commands;
    this.#again = again;
  }

  /**
   * @param {number} room
   * @param {number} seq up to where it is read
   */
  add(room, seq) {
    this.#rooms.set(room, Math.max(seq, this.#rooms.get(room) ?? 0));
  }

  /** Marked unread, it is not read any more. @param {number} room */
  forget(room) {
    this.#rooms.delete(room);
  }

  /** Tells all that the server does not know, and again as long as it does not. */
  tell() {
    clearTimeout(this.#timer);
    for (const [room, seq] of this.#rooms) {
      const mine = this.#store.rooms.get(room)?.mine;
      if (mine && mine.read_seq < seq) this.#commands.read(room, seq);
      else this.#rooms.delete(room);
    }
    if (this.#rooms.size) this.#timer = setTimeout(() => this.tell(), this.#again);
  }
}
