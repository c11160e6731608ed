// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Composer} from "./composer.js" */
/** @import {ReadCursor} from "./read_cursor.js" */
/** @import {Timeline} from "./store/timeline.js" */
/** @import {TimelineView} from "./timeline/view.js" */
import { wordsOf } from "./file_facts.js";
import { copy } from "./copying.js";
import { confirmed } from "./dialogs/dialog.js";
import { clone, hooks, maybe, show, within } from "./dom.js";
import { mayDelete, mayEdit } from "./message_rules.js";
import { pathOf } from "./navigation.js";
import { toast } from "./notices.js";
import { quoted } from "./quoting.js";

/**
 * @typedef {object} Shown what shows messages: the room's timeline, or a thread's
 * @property {TimelineView} view
 * @property {{timeline: Timeline} | null} room
 */

const LONG_PRESS_MS = 450;
/** Rows that get their buttons at a time, and the pause between: nothing waits for them. */
const FURNISH_ROWS = 10;
const FURNISH_MS = 100;

/** What can be done with a message: its buttons, its keys, a long press on a phone. */
export class MessageActions {
  /** Answers a message in its thread. @type {(message: MessageShape) => void} */
  onReply = () => {};
  /** Sends a message on. @type {(message: MessageShape) => void} */
  onForward = () => {};
  #commands;
  #composer;
  #conversation;
  #cursor;

  /**
   * @param {Commands} commands
   * @param {Composer} composer
   * @param {Shown} conversation
   * @param {ReadCursor | null} cursor null where there is none to set back
   */
  constructor(commands, composer, conversation, cursor) {
    this.#commands = commands;
    this.#composer = composer;
    this.#conversation = conversation;
    this.#cursor = cursor;
    composer.lastOwn = () => this.#lastOwn();
    composer.onEmptied = (message) => void this.#delete(message);
    const { pane } = conversation.view;
    pane.addEventListener("click", (event) => this.#click(event));
    pane.addEventListener("keydown", (event) => this.#key(event));
    listenForLongPress(pane, (article) => void this.#menu(article, article));
    for (const turn of ["pointerover", "focusin"]) {
      pane.addEventListener(turn, (event) => furnish(within(event, "message")));
    }
    setTimeout(() => this.#furnishAll(), 10 * FURNISH_MS);
  }

  /** The rows that the server rendered get their buttons once the page stands. */
  #furnishAll() {
    const bare = hooks("message", this.#conversation.view.list).filter(isBare);
    for (const article of bare.slice(0, FURNISH_ROWS)) furnish(article);
    if (bare.length > FURNISH_ROWS) setTimeout(() => this.#furnishAll(), FURNISH_MS);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const button = within(event, "act");
    const article = within(event, "message");
    const more = within(event, "more");
    if (more && article) void this.#menu(article, more);
    if (!button || !article) return;
    this.#act(button.dataset.act ?? "", article).catch((error) => toast(error.message));
  }

  /**
   * @param {string} act
   * @param {HTMLElement} article
   */
  async #act(act, article) {
    const { clientId = "" } = article.dataset;
    if (act === "retry") return this.#commands.retry(clientId);
    if (act === "discard") return this.#commands.discard(clientId);
    const message = this.#conversation.room?.timeline.get(Number(article.dataset.seq));
    if (!message) return undefined;
    if (act === "edit") return this.#composer.edit(message);
    if (act === "delete") return this.#delete(message);
    if (act === "quote") return this.#quote(message, article);
    if (act === "forward") return this.onForward(message);
    if (act === "reply") return this.onReply(message);
    if (act === "copy-link") return this.#copyLink(message);
    if (act === "mark-unread") return this.#cursor?.markUnread(message.seq);
    return undefined;
  }

  /**
   * @param {MessageShape} message
   * @param {HTMLElement} article
   */
  #quote(message, article) {
    this.#composer.quote(quoted(message, maybe("author-name", article)?.textContent ?? ""));
  }

  /**
   * All that can be done with a message, in a menu that is loaded when one is first opened.
   *
   * @param {HTMLElement} article
   * @param {HTMLElement} anchor where it opens
   */
  async #menu(article, anchor) {
    const message = this.#conversation.room?.timeline.get(Number(article.dataset.seq));
    try {
      const { Menu } = await import("./menu.js");
      shared.menu ??= new Menu("message-menu");
      const { element } = shared.menu;
      show(maybe('act="edit"', element), !message || mayEdit(message));
      show(maybe('act="delete"', element), !message || mayDelete(message));
      shared.menu.open(article, anchor);
    } catch {
      toast("The menu could not be loaded. Try again.");
    }
  }

  /** @param {MessageShape} message */
  async #copyLink({ room, seq, in_room: inRoom, thread_root: root }) {
    const path = pathOf({ room, seq, thread: inRoom ? null : root });
    const copied = await copy(new URL(path, location.href).href);
    toast(copied ? "Link copied." : "The link could not be copied.");
  }

  /** @param {MessageShape} message */
  async #delete(message) {
    const sure = await confirmed({
      title: "Delete this message?",
      text: "It cannot be brought back.",
      quote: wordsOf(message),
      ok: "Delete",
    });
    if (!sure) return;
    this.#composer.cancelEdit();
    await this.#commands.deleteMessage(message.room, message.id).catch((e) => toast(e.message));
  }

  #lastOwn() {
    const messages = this.#conversation.room?.timeline.messages ?? [];
    const me = this.#commands.me;
    const own = messages.findLast((m) => m.author?.id === me && m.kind === "text" && !m.deleted);
    return own && mayEdit(own) ? own : null;
  }

  /** From message to message with the arrows; into the composer with Escape.
   * @param {KeyboardEvent} event */
  #key(event) {
    const pressing = event.target instanceof Element && event.target.closest("a, button");
    if (pressing && event.key !== "Escape") return;
    const articles = hooks("message", this.#conversation.view.list);
    const at = articles.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const moves = new Map([
      ["ArrowUp", at < 0 ? articles.length - 1 : at - 1],
      ["ArrowDown", at < 0 ? -1 : at + 1],
      ["Home", 0],
      ["End", articles.length - 1],
    ]);
    const to = moves.get(event.key);
    if (event.key === "Escape" || (to === articles.length && at >= 0)) this.#composer.focus();
    else if (isLetter(event, "t")) maybe('act="reply"', articles[at])?.click();
    else if (isLetter(event, "m") && articles[at]) void this.#menu(articles[at], articles[at]);
    else if (to === undefined || !articles[to]) return;
    else articles[to].focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * @param {HTMLElement} pane
 * @param {(article: HTMLElement) => void} open
 */
function listenForLongPress(pane, open) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  pane.addEventListener("pointerdown", (event) => {
    const article = within(event, "message");
    // A finger that rests on a reaction asks who set it.
    if (event.pointerType !== "touch" || !article || within(event, "react")) return;
    if (article.dataset.kind !== "text" || article.matches("[data-deleted]")) return;
    timer = setTimeout(() => open(article), LONG_PRESS_MS);
  });
  for (const end of ["pointerup", "pointercancel", "pointermove"]) {
    pane.addEventListener(end, () => clearTimeout(timer), { passive: true });
  }
  pane.addEventListener("contextmenu", (event) => {
    if (matchMedia("(hover: none)").matches) event.preventDefault();
  });
}

/** @type {{menu: import("./menu.js").Menu | null}} */
const shared = { menu: null };

/**
 * A letter alone, on a message.
 *
 * @param {KeyboardEvent} event
 * @param {string} letter
 */
function isLetter({ key, target, ctrlKey, metaKey, altKey }, letter) {
  const onMessage = target instanceof Element && target.matches("[data-message]");
  return onMessage && key.toLowerCase() === letter && !ctrlKey && !metaKey && !altKey;
}

/** @param {HTMLElement} article */
function isBare(article) {
  return article.dataset.kind === "text" && !maybe("actions", article);
}

/**
 * Gives a message that the server rendered its buttons; the style sheet hides what does not apply.
 *
 * @param {HTMLElement | null} article
 */
function furnish(article) {
  if (article && isBare(article)) article.append(clone("actions"));
}
