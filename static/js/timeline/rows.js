// @ts-check
/** @import {Line, MessageShape, Pending, Person} from "../types.d.ts" */
/** @import {Store} from "../store.js" */
/** @import {Times} from "../times.js" */
import { clone, hook, hooks, maybe, setAttribute, setText, show } from "../dom.js";
import { fillStatus, statusOf } from "../person_status.js";
import { fillPin, fillPlace } from "./pin.js";
import { fillAvatar } from "./avatar.js";
import { fillFiles } from "./files.js";
import { fillPoll } from "./poll.js";
import { fillPreviews } from "./previews.js";
import { fillReactions } from "./reactions.js";
import { fillThread } from "./thread_line.js";

/** The HTML that each body was filled with. @type {WeakMap<HTMLElement, string>} */
const filled = new WeakMap();
const NOBODY = "Former member";
/** What someone does, in the third person: `/me waves`. */
const ACTION = "/me ";

/**
 * Makes and fills the timeline's rows from the server's own markup.
 */
export class Rows {
  #store;
  #times;
  #notices;

  /**
   * @param {Store} store
   * @param {Times} times
   * @param {Record<string, string>} notices
   */
  constructor(store, times, notices) {
    this.#store = store;
    this.#times = times;
    this.#notices = new Map(Object.entries(notices));
  }

  /**
   * @param {Line} line
   * @returns {HTMLElement}
   */
  make(line) {
    return clone(line.type === "pending" ? "message" : line.type);
  }

  /**
   * What a row shows, in a word: while it is the same the row is left alone.
   *
   * @param {Line} line
   */
  version(line) {
    if (line.type === "day") return this.#times.dayText(line.day);
    if (line.type === "new") return "";
    if (line.type === "pending") {
      const { state, failure } = line.pending;
      return `${state} ${line.grouped} ${failure?.message}`;
    }
    const { message } = line;
    const names = [message.author, message.subject].map((p) => this.#nameOf(p)).join(" ");
    const author = this.#store.people.current(message.author);
    const looks = `${author?.avatar} ${JSON.stringify(statusOf(author))}`;
    const wished = this.#store.reactions.version(message) + this.#store.votes.version(message);
    const saved = this.#store.saved.of(message.id) !== undefined;
    const unread = this.#store.threads.unreadIn(message.id);
    const grouped = line.type === "message" && line.grouped;
    return `${message.changed_seq} ${grouped} ${names} ${wished} ${unread} ${saved} ${looks}`;
  }

  /**
   * @param {HTMLElement} row
   * @param {Line} line
   */
  fill(row, line) {
    if (line.type === "day") this.#fillDay(row, line.day);
    else if (line.type === "notice") this.#fillNotice(row, line.message);
    else if (line.type === "message") this.#fillMessage(row, line.message, line.grouped);
    else if (line.type === "pending") this.#fillPending(row, line.pending, line.grouped);
  }

  /**
   * @param {HTMLElement} row
   * @param {string} day
   */
  #fillDay(row, day) {
    row.dataset.day = day;
    setText(hook("day-text", row), this.#times.dayText(day));
  }

  /**
   * @param {HTMLElement} row
   * @param {MessageShape} message
   */
  #fillNotice(row, message) {
    const article = hook("message", row);
    setFacts(article, message);
    article.dataset.notice = message.notice;
    fillPlace(maybe("notice-place", row), message);
    this.#fillTime(row, message.created_at);
    setText(hook("body", row), this.#noticeWords(message));
  }

  /**
   * @param {HTMLElement} row
   * @param {MessageShape} message
   * @param {boolean} grouped
   */
  #fillMessage(row, message, grouped) {
    const article = hook("message", row);
    const known = article.dataset.changedSeq === String(message.changed_seq);
    setFacts(article, message);
    article.dataset.state = "";
    setAttribute(article, "data-deleted", message.deleted ? "" : null);
    setAttribute(article, "data-action", message.action ? "" : null);
    this.#fillHead(article, message.author, message.created_at, grouped);
    fillBody(hook("body", row), message, known);
    show(hook("edited", row), message.edited_at !== null && !message.deleted);
    show(maybe("actions", row), !message.deleted);
    show(maybe("failure", row), false);
    setAttribute(article, "data-saved", this.#store.saved.of(message.id) ? "" : null);
    fillPin(article, message, this.#store);
    fillReactions(article, message, this.#store);
    fillThread(article, message, this.#store, this.#times);
    fillPoll(article, message, this.#store, this.#times);
    fillFiles(article, message.files);
    fillPreviews(article, message.previews);
    this.#showActs(row, message.author?.id === this.#store.me.id);
  }

  /**
   * @param {HTMLElement} row
   * @param {Pending} item
   * @param {boolean} grouped
   */
  #fillPending(row, item, grouped) {
    const article = hook("message", row);
    Object.assign(article.dataset, { clientId: item.client_id, author: String(item.user) });
    article.dataset.state = item.state;
    this.#fillHead(article, this.#store.me, item.created_at, grouped);
    const action = item.text.startsWith(ACTION);
    setAttribute(article, "data-action", action ? "" : null);
    fillWords(hook("body", row), action ? item.text.slice(ACTION.length) : item.text);
    fillFiles(article, item.files ?? []);
    show(hook("edited", row), false);
    show(maybe("actions", row), false);
    show(maybe("failure", row), item.state === "failed");
    setText(maybe("failure-text", row), `Not sent. ${item.failure?.message ?? ""}`.trim());
  }

  /**
   * @param {HTMLElement} article
   * @param {Person | null} author
   * @param {string} at
   * @param {boolean} grouped
   */
  #fillHead(article, author, at, grouped) {
    const person = this.#store.people.current(author);
    const mine = person?.id === this.#store.me.id;
    setAttribute(article, "data-grouped", grouped ? "" : null);
    setAttribute(article, "data-mine", mine ? "" : null);
    fillAvatar(hook("avatar", article), person);
    setText(hook("author-name", article), person?.display_name ?? NOBODY);
    fillStatus(maybe("person-status", article), person);
    this.#fillTime(article, at);
  }

  /**
   * @param {HTMLElement} within
   * @param {string} at
   */
  #fillTime(within, at) {
    const time = hook("time", within);
    setAttribute(time, "datetime", at);
    setAttribute(time, "title", this.#times.exact(at));
    setText(time, this.#times.moment(at).time);
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} mine
   */
  #showActs(row, mine) {
    for (const button of hooks("act", row)) {
      const act = button.dataset.act;
      if (act === "edit" || act === "delete") show(button, mine);
    }
  }

  /** @param {MessageShape} message */
  #noticeWords(message) {
    const cleared = message.notice === "topic" && !message.text;
    const words = this.#notices.get(cleared ? "topic_cleared" : message.notice);
    const subject = message.subject ? this.#nameOf(message.subject) : NOBODY.toLowerCase();
    const values = new Map([
      ["actor", message.author ? this.#nameOf(message.author) : NOBODY],
      ["subject", subject],
      ["text", message.text],
    ]);
    const template = words ?? "{actor} changed the room";
    return template.replace(/\{(\w+)\}/g, (_, name) => values.get(name) ?? "");
  }

  /** @param {Person | null} person */
  #nameOf(person) {
    const current = this.#store.people.current(person);
    return current ? `${current.display_name}` : "";
  }
}

/**
 * @param {HTMLElement} article
 * @param {MessageShape} message
 */
function setFacts(article, message) {
  article.dataset.message = String(message.id);
  article.dataset.ofRoom = String(message.room);
  article.dataset.seq = String(message.seq);
  article.dataset.changedSeq = String(message.changed_seq);
  article.dataset.author = String(message.author?.id ?? "");
  article.dataset.clientId = message.client_id ?? "";
  article.dataset.createdAt = message.created_at;
}

/**
 * The one place where markup enters the page: rendered and sanitised by the server
 * (chat/rendering), with the page's CSP behind it.
 *
 * @param {HTMLElement} body
 * @param {MessageShape} message
 * @param {boolean} known whether it stands there already
 */
function fillBody(body, message, known) {
  // What hangs on a message changes more often than its words, which a reader may have selected.
  const same = known || filled.get(body) === message.html;
  filled.set(body, message.html);
  if (same) return;
  if (message.deleted) body.replaceChildren(clone("tombstone"));
  else body.innerHTML = message.html;
}

/**
 * What was written, as it was written: the server has not rendered it yet.
 *
 * @param {HTMLElement} body
 * @param {string} text
 */
function fillWords(body, text) {
  if (!text) {
    body.replaceChildren();
    return;
  }
  const paragraph = document.createElement("p");
  text.split("\n").forEach((line, at) => {
    if (at) paragraph.append(document.createElement("br"));
    paragraph.append(line);
  });
  body.replaceChildren(paragraph);
}
