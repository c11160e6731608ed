// @ts-check
/** @import {Bootstrap} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {InboxCount} from "./inbox_count.js" */
/** @import {Panes} from "./panes.js" */
/** @import {SidebarView} from "./sidebar_view.js" */
/** @import {Store} from "./store.js" */
import { hook, hooks, maybe, setAttribute, show } from "./dom.js";
import { announce } from "./notices.js";

/**
 * @typedef {object} Around what a view works with
 * @property {Bootstrap} page
 * @property {Store} store
 * @property {Commands} commands
 * @property {Conversation | null} conversation
 * @property {Panes} panes
 * @property {SidebarView} sidebar
 * @property {InboxCount} inbox
 * @property {() => Promise<void>} ready once the server can be asked, and all up to then is had
 * @property {(room: number, seq?: number | null, thread?: number | null) => Promise<void>} go
 */

/** @typedef {{open: () => Promise<void>, close: () => void}} View */

/** @typedef {[string, (around: Around) => Promise<View>]} Loader */

/** Each is loaded when it is first opened. */
const LOADERS = new Map(/** @type {Loader[]} */ ([
  ["inbox", async (around) => {
    const { InboxView } = await import("./views/inbox.js");
    return new InboxView(around);
  }],
  ["catch-up", async (around) => {
    const { CatchUpView } = await import("./views/catch_up.js");
    return new CatchUpView(around);
  }],
]));
const PATH = /^\/([a-z-]+)\/$/;

/**
 * The view that an address names.
 *
 * @param {string} path
 * @returns {string | null}
 */
export function viewOf(path) {
  const name = PATH.exec(path)?.[1] ?? "";
  return LOADERS.has(name) ? name : null;
}

/** What the open view is called; null where a room is open. */
export function viewTitle() {
  const open = document.querySelector("[data-view]:not([hidden])");
  return open?.getAttribute("aria-label") ?? null;
}

/** What stands in the place of the open room: the inbox and its like, each at its address. */
export class Views {
  /** @type {Map<string, View>} */
  #started = new Map();
  /** @type {string | null} */
  #open = null;
  #around;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
  }

  /**
   * @param {string} name
   * @returns {Promise<boolean>} false where this page has no such view
   */
  async open(name) {
    const element = maybe(`view="${name}"`);
    const load = LOADERS.get(name);
    if (!element || !load) return false;
    const { conversation, panes, sidebar, store } = this.#around;
    const view = this.#started.get(name) ?? (await load(this.#around));
    this.#started.set(name, view);
    if (this.#open !== name) this.#closeOpen();
    this.#open = name;
    conversation?.threads?.close();
    panes.show("timeline");
    show(hook("conversation"), false);
    show(element, true);
    sidebar.open(null);
    this.#mark(name);
    store.signals.emit("view");
    announce(element.getAttribute("aria-label") ?? "");
    await this.#around.ready();
    if (this.#open === name) await view.open();
    return true;
  }

  /** Back to the room. */
  close() {
    if (this.#open === null && viewTitle() === null) return;
    this.#closeOpen();
    this.#open = null;
    show(maybe("conversation"), true);
    this.#mark(null);
    this.#around.store.signals.emit("view");
  }

  #closeOpen() {
    if (this.#open) this.#started.get(this.#open)?.close();
    for (const element of hooks("view")) show(element, false);
  }

  /** @param {string | null} name */
  #mark(name) {
    for (const link of hooks("view-link")) {
      setAttribute(link, "aria-current", link.dataset.viewLink === name ? "page" : null);
    }
  }
}
