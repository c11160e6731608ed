// @ts-check

/** @typedef {{room: number, seq: number | null}} Place */

/**
 * The room and message that an address names.
 *
 * @param {string} path
 * @returns {Place | null}
 */
export function placeOf(path) {
  const match = /^\/r\/([1-9]\d{0,15})\/(?:([1-9]\d{0,15})\/)?$/.exec(path);
  return match && { room: Number(match[1]), seq: match[2] ? Number(match[2]) : null };
}

/**
 * @param {Place} place
 * @returns {string}
 */
export function pathOf({ room, seq }) {
  return seq === null ? `/r/${room}/` : `/r/${room}/${seq}/`;
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

  /** @param {number} room */
  async go(room, seq = /** @type {number | null} */ (null)) {
    const place = { room, seq };
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
    void this.go(place.room, place.seq);
  }
}
