// @ts-check

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

  /** @param {(place: Place) => Promise<boolean>} open false when only the server can show it */
  constructor(open) {
    this.#open = open;
    document.addEventListener("click", (event) => this.#click(event));
    window.addEventListener("popstate", () => void this.#show(placeOf(location.pathname)));
  }

  /**
   * @param {number} room
   * @param {number | null} [seq]
   * @param {number | null} [thread]
   */
  async go(room, seq = null, thread = null) {
    const place = { room, seq, thread };
    const path = pathOf(place);
    const before = location.pathname;
    if (before !== path) history.pushState(null, "", path);
    await this.#show(place);
  }

  /** @param {Place | null} place */
  async #show(place) {
    const shown = place && (await this.#open(place));
    if (!shown) location.reload(); // the address is set already
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
    const place = placeOf(link.pathname);
    if (!place) return;
    event.preventDefault();
    link.closest("dialog")?.close();
    void this.go(place.room, place.seq, place.thread);
  }
}
