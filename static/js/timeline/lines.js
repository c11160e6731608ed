// @ts-check
/** @import {Line, MessageShape, Pending} from "../types.d.ts" */
/** @import {Times} from "../times.js" */

/** Further apart, the author's name is said again. As in chat/views/timeline.py. */
const GROUP_MS = 300_000;

/**
 * @typedef {object} View
 * @property {number} me
 * @property {Times} times
 * @property {number | null} newAfter the number after which messages are new; null: no line
 * @property {boolean} hasBefore whether the room goes on above
 */

/**
 * The timeline's lines, top to bottom: days, the "new" line, notices, messages, and those on
 * their way, each message once.
 *
 * @param {MessageShape[]} messages
 * @param {Pending[]} pending
 * @param {View} view
 * @returns {Line[]}
 */
export function lines(messages, pending, view) {
  const result = new Lines(view, firstNew(messages, view));
  for (const message of messages) result.message(message);
  const arrived = new Set(messages.map((message) => messageKey(message, view.me)));
  for (const item of pending) if (!arrived.has(`c:${item.client_id}`)) result.pending(item);
  return result.all;
}

/**
 * A message of mine keeps its key from the moment it is written: its row stays the same.
 *
 * @param {MessageShape} message
 * @param {number} me
 */
export function messageKey(message, me) {
  const own = message.client_id && message.author?.id === me;
  return own ? `c:${message.client_id}` : `m:${message.id}`;
}

/**
 * The number of the first message that is new, unless it may lie further up than what is held.
 *
 * @param {MessageShape[]} messages
 * @param {View} view
 */
function firstNew(messages, { newAfter, hasBefore, me }) {
  if (newAfter === null || !messages.length) return null;
  if (hasBefore && messages[0].seq > newAfter + 1) return null;
  const first = messages.find(
    (message) =>
      message.seq > newAfter &&
      message.kind === "text" &&
      message.author?.id !== me &&
      !message.deleted,
  );
  return first?.seq ?? null;
}

class Lines {
  /** @type {Line[]} */
  all = [];
  #day = "";
  /** Who wrote the line above, and when. @type {{author: number | undefined, at: number} | null} */
  #above = null;
  #view;
  #newSeq;

  /**
   * @param {View} view
   * @param {number | null} newSeq
   */
  constructor(view, newSeq) {
    this.#view = view;
    this.#newSeq = newSeq;
  }

  /** @param {MessageShape} message */
  message(message) {
    this.#openDay(message.created_at);
    if (message.seq === this.#newSeq) {
      this.all.push({ type: "new", key: "new" });
      this.#above = null;
    }
    const key = messageKey(message, this.#view.me);
    if (message.kind === "notice") {
      this.all.push({ type: "notice", key, message });
      this.#above = null;
      return;
    }
    const follows = this.#follows(message.author?.id, message.created_at);
    const grouped = follows && !message.action;
    this.all.push({ type: "message", key, message, grouped });
  }

  /** @param {Pending} pending */
  pending(pending) {
    this.#openDay(pending.created_at);
    const follows = this.#follows(this.#view.me, pending.created_at);
    const grouped = follows && !pending.text.startsWith("/me ");
    this.all.push({ type: "pending", key: `c:${pending.client_id}`, pending, grouped });
  }

  /** @param {string} at */
  #openDay(at) {
    const { day } = this.#view.times.moment(at);
    if (day === this.#day) return;
    this.#day = day;
    this.#above = null;
    this.all.push({ type: "day", key: `d:${day}`, day, at });
  }

  /**
   * @param {number | undefined} author
   * @param {string} stamp
   */
  #follows(author, stamp) {
    const at = Date.parse(stamp);
    const above = this.#above;
    this.#above = { author, at };
    return above !== null && author !== undefined && above.author === author
      && at - above.at < GROUP_MS;
  }
}
