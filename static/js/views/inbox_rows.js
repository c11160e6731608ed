// @ts-check
/** @import {InboxItem, MessageShape} from "../types.d.ts" */
/** @import {Store} from "../store.js" */
/** @import {Times} from "../times.js" */
import { clone, hook, setAttribute, setText, show } from "../dom.js";
import { pathOf } from "../navigation.js";
import { roomName } from "../rooms.js";
import { fillAvatar } from "../timeline/avatar.js";
import { whenText } from "../unread_words.js";

const SHOWN = 280;

/** @param {Pick<InboxItem, "kind" | "item">} item */
export function keyOf({ kind, item }) {
  return `${kind}:${item}`;
}

/**
 * Where an item leads: to its message, in the thread where it stands in one alone.
 *
 * @param {InboxItem} item
 */
export function placeOfItem({ kind, item, message }) {
  const root = kind === "thread" ? item : message.in_room ? null : message.thread_root;
  return { room: message.room, seq: message.seq, thread: root };
}

/** The rows of the inbox; each item keeps its own, and with it the focus. */
export class InboxRows {
  /** @type {Map<string, HTMLElement>} */
  #made = new Map();
  #store;
  #times;

  /**
   * @param {Store} store
   * @param {Times} times
   */
  constructor(store, times) {
    this.#store = store;
    this.#times = times;
  }

  /** @param {InboxItem} item */
  of(item) {
    return this.#made.get(keyOf(item)) ?? null;
  }

  /**
   * @param {InboxItem} item
   * @returns {HTMLElement}
   */
  row(item) {
    const row = this.of(item) ?? clone("inbox");
    this.#made.set(keyOf(item), row);
    row.dataset.inboxItem = keyOf(item);
    row.dataset.kind = item.kind;
    setAttribute(row, "data-unread", item.unread ? "" : null);
    fillAvatar(hook("avatar", row), this.#who(item));
    setAttribute(hook("inbox-link", row), "href", pathOf(placeOfItem(item)));
    setText(hook("inbox-what", row), this.#what(item));
    const time = hook("inbox-time", row);
    setText(time, whenText(item.at, this.#times));
    setAttribute(time, "datetime", item.at);
    setAttribute(time, "title", this.#times.exact(item.at));
    const { root } = item;
    setText(hook("inbox-root", row), root ? this.#said(root) : "");
    show(hook("inbox-root", row), root !== null);
    setText(hook("inbox-text", row), textOf(item.message));
    show(hook('act="inbox-reply"', row), item.kind !== "reaction");
    show(hook('act="inbox-done"', row), item.unread);
    show(hook('act="inbox-undone"', row), !item.unread);
    return row;
  }

  /** @param {InboxItem} item */
  #who({ kind, message, by }) {
    const person = kind === "reaction" ? this.#store.people.get(by ?? 0) : message.author;
    return this.#store.people.current(person ?? null);
  }

  /** @param {InboxItem} item */
  #what(item) {
    const name = isolated(this.#who(item)?.display_name ?? "Former member");
    const room = this.#store.rooms.get(item.message.room);
    const direct = room?.info.kind === "direct";
    const place = room && !direct ? ` in ${isolated(placeText(room.info.kind, roomName(room.info, this.#store)))}` : "";
    if (item.kind === "mention") return `${name} mentioned you${place}`;
    if (item.kind === "reaction") return `${name}${this.#others(item)} reacted ${item.emoji}${place}`;
    if (!item.count) return `${name} replied${place}`;
    return `${item.count} new ${item.count === 1 ? "reply" : "replies"}${place}, the last by ${name}`;
  }

  /** @param {InboxItem} item */
  #others({ message, by }) {
    const people = new Set(message.reactions.flatMap(({ users }) => users));
    people.delete(this.#store.me.id);
    people.delete(by ?? 0);
    if (!people.size) return "";
    return people.size === 1 ? " and another" : ` and ${people.size} others`;
  }

  /** @param {MessageShape} message */
  #said(message) {
    const person = this.#store.people.current(message.author);
    return `${isolated(person?.display_name ?? "Former member")}: ${textOf(message)}`;
  }
}

/** A name that runs the other way does not turn the sentence. @param {string} name */
function isolated(name) {
  return `\u2068${name}\u2069`;
}

/**
 * @param {string} kind
 * @param {string} name
 */
function placeText(kind, name) {
  return kind === "public" ? `#${name}` : name;
}

/** @param {MessageShape} message */
function textOf({ text, deleted }) {
  return deleted ? "This message was deleted." : text.slice(0, SHOWN);
}
