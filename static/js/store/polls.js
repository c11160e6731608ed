// @ts-check
/** @import {MessageShape, PollShape} from "../types.d.ts" */

/** @typedef {MessageShape & {poll: PollShape}} Asking */

/** What I vote for. A poll that names its voters says so itself; of the others it is asked for. */
export class MyVotes {
  /** By message id. @type {Map<number, number[]>} */
  #told = new Map();
  #me;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  /**
   * @param {number} message
   * @param {number[]} options
   */
  set(message, options) {
    this.#told.set(message, options);
  }

  /**
   * @param {Asking} message
   * @returns {number[] | null} the options' places; null: not known yet
   */
  of({ id, poll }) {
    if (!poll.named) return this.#told.get(id) ?? null;
    return poll.options.flatMap(({ users }, place) => (users.includes(this.#me) ? [place] : []));
  }

  /**
   * What a press on an option makes of my votes.
   *
   * @param {Asking} message
   * @param {number} place
   * @returns {number[]}
   */
  after(message, place) {
    const mine = this.of(message) ?? [];
    if (mine.includes(place)) return mine.filter((each) => each !== place);
    return message.poll.multiple ? [...mine, place] : [place];
  }

  /**
   * Changes with what a poll's row shows beside the message itself.
   *
   * @param {MessageShape} message
   */
  version(message) {
    if (!message.poll) return "";
    const mine = this.of({ ...message, poll: message.poll });
    return `${mine?.join()} ${isClosed(message.poll)}`;
  }
}

/**
 * @param {PollShape} poll
 * @param {number} [now]
 */
export function isClosed({ closes_at }, now = Date.now()) {
  return closes_at !== null && Date.parse(closes_at) <= now;
}
