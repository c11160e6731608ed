// @ts-check
/** @import {MessageShape, ReactionShape} from "../types.d.ts" */

/** @typedef {{emoji: string, name: string, picture?: string | null}} Emoji */
/** @typedef {{emoji: Emoji, on: boolean, until: number | null}} Wish */

/**
 * My reactions as I want them, shown before the server has them: on top of what each message says.
 */
export class ReactionWishes {
  /** By message id, then by emoji. @type {Map<number, Map<string, Wish>>} */
  #wishes = new Map();
  #me;

  /** @param {number} me my user id */
  constructor(me) {
    this.#me = me;
  }

  /**
   * @param {number} message
   * @param {Emoji} emoji
   * @param {boolean} on whether it is to be there
   * @returns {Wish} to settle or to give up
   */
  wish(message, emoji, on) {
    const wish = { emoji, on, until: null };
    const wishes = this.#wishes.get(message) ?? new Map();
    this.#wishes.set(message, wishes.set(emoji.emoji, wish));
    return wish;
  }

  /**
   * The server has it: it holds until the message itself has come so far.
   *
   * @param {Wish} wish
   * @param {number} changedSeq
   */
  settle(wish, changedSeq) {
    wish.until = changedSeq;
  }

  /**
   * It could not be. A later wish for the same stays.
   *
   * @param {number} message
   * @param {Wish} wish
   */
  giveUp(message, wish) {
    const wishes = this.#wishes.get(message);
    if (wishes?.get(wish.emoji.emoji) === wish) wishes.delete(wish.emoji.emoji);
    if (!wishes?.size) this.#wishes.delete(message);
  }

  /**
   * What stands under a message, with what I wish.
   *
   * @param {MessageShape} message
   * @returns {ReactionShape[]}
   */
  shown(message) {
    const shown = message.reactions.map((each) => ({ ...each }));
    for (const { emoji, on } of this.#open(message)) {
      const known = shown.find((each) => each.emoji === emoji.emoji);
      const there = known?.users.includes(this.#me) ?? false;
      if (!known && on) shown.push(chosen(emoji, this.#me));
      else if (known && on && !there) known.users = [...known.users, this.#me];
      else if (known && !on) known.users = known.users.filter((user) => user !== this.#me);
    }
    return shown.filter((each) => each.users.length > 0);
  }

  /**
   * Changes when a wish for the message does: its row is drawn again.
   *
   * @param {MessageShape} message
   */
  version(message) {
    return this.#open(message).map(({ emoji, on }) => `${on ? "+" : "-"}${emoji.emoji}`).join("");
  }

  /** @param {MessageShape} message */
  #open({ id, changed_seq }) {
    const wishes = [...(this.#wishes.get(id)?.values() ?? [])];
    for (const wish of wishes) {
      if (wish.until !== null && changed_seq >= wish.until) this.giveUp(id, wish);
    }
    return [...(this.#wishes.get(id)?.values() ?? [])];
  }
}

/**
 * @param {Emoji} emoji
 * @param {number} user
 */
function chosen(emoji, user) {
  return /** @type {ReactionShape} */ ({ ...emoji, users: [user] });
}
