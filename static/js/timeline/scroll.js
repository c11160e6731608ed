// @ts-check

/** This near to the end counts as at the end. */
const NEAR_PX = 48;

/**
 * Holds the timeline still while rows come and go: at its end when it was there, else at the row
 * that was first in view. Reads come before the change and after it, never amid it.
 */
export class Scroll {
  atEnd = true;
  /** Whether the room goes on below its last row: what is the end of the rows is not its end. */
  goesOn = false;
  /** @type {() => void} */
  onEnd = () => {};
  #pane;
  #list;

  /**
   * @param {HTMLElement} pane what scrolls
   * @param {HTMLElement} list whose children are the rows
   */
  constructor(pane, list) {
    this.#pane = pane;
    this.#list = list;
    pane.addEventListener("scroll", () => this.#look(), { passive: true });
    // The composer grows, the window or the words change size: the end stays the end.
    const observer = new ResizeObserver(() => {
      if (this.atEnd) this.toEnd();
    });
    observer.observe(pane);
    observer.observe(list);
  }

  /**
   * Changes the rows and leaves what is in view where it is.
   *
   * @param {() => void} change
   */
  hold(change) {
    if (this.atEnd) {
      change();
      this.toEnd();
      return;
    }
    const row = this.#firstInView();
    const before = row?.getBoundingClientRect().top ?? 0;
    change();
    if (row?.isConnected) this.#pane.scrollTop += row.getBoundingClientRect().top - before;
    this.#look();
  }

  toEnd() {
    this.atEnd = !this.goesOn;
    this.#pane.scrollTop = this.#pane.scrollHeight;
  }

  /**
   * Brings a row into view.
   *
   * @param {Element} row
   * @param {number} [down] how far down, of the height
   */
  toRow(row, down = 1 / 3) {
    const pane = this.#pane.getBoundingClientRect();
    const { top } = row.getBoundingClientRect();
    this.#pane.scrollTop += top - pane.top - pane.height * down;
    this.#look();
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#pane;
    const was = this.atEnd;
    this.atEnd = !this.goesOn && scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.atEnd && !was) this.onEnd();
  }

  /**
   * The first row that is wholly in view: one that is cut off above may change its height there,
   * as when it turns out to follow another of its author.
   */
  #firstInView() {
    const rows = this.#list.children;
    const { top } = this.#pane.getBoundingClientRect();
    let at = this.#firstRow((row) => row.getBoundingClientRect().top >= top);
    // A day line sticks: it does not move with what it stands above.
    while (rows[at]?.hasAttribute("data-day")) at += 1;
    return rows[at] ?? rows[rows.length - 1];
  }

  /** The last row whose end is in view, or lies above it. @returns {Element | null} */
  lastInView() {
    const { bottom } = this.#pane.getBoundingClientRect();
    const at = this.#firstRow((row) => row.getBoundingClientRect().bottom > bottom + 1);
    return this.#list.children[at - 1] ?? null;
  }

  /**
   * By halves: the rows lie in order.
   *
   * @param {(row: Element) => boolean} is false for the first rows, true from some row on
   */
  #firstRow(is) {
    const rows = this.#list.children;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (is(rows[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
