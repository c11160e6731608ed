// @ts-check
/** @import {Views} from "./views.js" */
import { viewOf } from "./views.js";

/** @typedef {{room: number, seq: number | null, thread: number | null}} Place */

const ID = "([1-9]\\d{0,15})";
const PATH = new RegExp(`^/r/${ID}/(?:t/${ID}/)?(?:${ID}/)?$`);

/**
 * The room, the thread of it (by the id of its first message) and the message that an address
 * names.
 *
 * @param {string} path
 * @returns {Place | null}
 */
export function placeOf(path) {
  const match = PATH.exec(path);
  const number = (/** @type {number} */ at) => (match?.[at] ? Number(match[at]) : null);
  return match && { room: Number(match[1]), thread: number(2), seq: number(3) };
}

/**
 * @param {Place} place
 * @returns {string}
 */
export function pathOf({ room, seq, thread }) {
  return `/r/${room}/${thread === null ? "" : `t/${thread}/`}${seq === null ? "" : `${seq}/`}`;
}

/** The address names a thread no more, but its room. */
export function leaveThreadAddress() {
  const place = placeOf(location.pathname);
  if (!place?.thread) return;
  history.pushState(null, "", pathOf({ room: place.room, seq: null, thread: null }));
}

/**
 * From room to room without loading a page. What this page cannot show, the server's page does.
 */
export class Navigation {
  #open;
  /** @type {Pick<Views, "open" | "close"> | null} */
  #views = null;

  /** @param {(place: Place) => Promise<boolean>} open false when only the server can show it */
  constructor(open) {
    this.#open = open;
    document.addEventListener("click", (event) => this.#click(event));
    window.addEventListener("popstate", () => void this.#show(location.pathname));
  }

  /** What shows that which is no room; the address may name such a thing already.
   * @param {Pick<Views, "open" | "close">} views */
  follow(views) {
    this.#views = views;
    if (viewOf(location.pathname)) void this.#show(location.pathname);
  }

  /**
   * @param {number} room
   * @param {number | null} [seq]
   * @param {number | null} [thread]
   */
  async go(room, seq = null, thread = null) {
    await this.#goTo(pathOf({ room, seq, thread }));
  }

  /** @param {string} path */
  async #goTo(path) {
    if (location.pathname !== path) history.pushState(null, "", path);
    await this.#show(path);
  }

  /** @param {string} path that is the address already */
  async #show(path) {
    const view = viewOf(path);
    const place = placeOf(path);
    if (!view) this.#views?.close();
    const shown = view ? await this.#views?.open(view) : place && (await this.#open(place));
    if (!shown) location.reload();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
    const place = placeOf(link.pathname);
    if (!place && !viewOf(link.pathname)) return;
    event.preventDefault();
    link.closest("dialog")?.close();
    if (place) void this.go(place.room, place.seq, place.thread);
    else void this.#goTo(link.pathname);
  }
}
