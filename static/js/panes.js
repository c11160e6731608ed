// @ts-check
import { hook, maybe, setAttribute } from "./dom.js";

/** @typedef {"timeline" | "sidebar" | "details" | "thread"} Pane */

/** Where the details stand beside the messages and do not cover them. As in app.css. */
const BESIDE = "(min-width: 1024px)";
const SWIPE_PX = 70;
const WIDTH_KEY = "hearth-sidebar";

/** Which pane shows where there is room for one, and how wide the sidebar is on a desk. */
export class Panes {
  /** @type {(pane: Pane) => void} */
  onShow = () => {};
  #app = hook("app");
  /** @type {Element | null} */
  #from = null;

  constructor() {
    const buttons = /** @type {const} */ ([
      ["open-sidebar", "sidebar"],
      ["close-sidebar", "timeline"],
      ["close-details", "timeline"],
      ["scrim", "timeline"],
    ]);
    for (const [name, pane] of buttons) {
      maybe(name)?.addEventListener("click", () => this.show(pane));
    }
    maybe("open-details")?.addEventListener("click", () => {
      this.show(this.pane === "details" ? "timeline" : "details");
    });
    this.#listenForSwipe();
    resize(this.#app);
  }

  /** @returns {Pane} */
  get pane() {
    return /** @type {Pane} */ (this.#app.dataset.pane ?? "timeline");
  }

  /** To the messages, from whatever covers them; what stands beside them stays. */
  uncover() {
    if (this.pane === "sidebar" || !matchMedia(BESIDE).matches) this.show("timeline");
  }

  /** @param {Pane} pane */
  show(pane) {
    if (pane === this.pane) return;
    if (this.pane === "timeline") this.#from = document.activeElement;
    this.#app.dataset.pane = pane;
    setAttribute(maybe("open-details"), "aria-expanded", String(pane === "details"));
    this.#moveFocus(pane);
    this.onShow(pane);
  }

  /** @param {Pane} pane */
  #moveFocus(pane) {
    if (pane === "sidebar") maybe("close-sidebar")?.focus({ preventScroll: true });
    else if (pane === "details") maybe("close-details")?.focus({ preventScroll: true });
    else if (this.#from instanceof HTMLElement) this.#from.focus({ preventScroll: true });
  }

  /** Rightwards goes back to the rooms, or from the details to the messages. */
  #listenForSwipe() {
    /** @type {{x: number, y: number} | null} */
    let start = null;
    this.#app.addEventListener("touchstart", ({ touches: [touch], target }) => {
      // What scrolls sideways itself, such as code, keeps its own swipe.
      const scrolls = target instanceof Element && target.closest("pre, table, input, textarea");
      start = touch && !scrolls ? { x: touch.clientX, y: touch.clientY } : null;
    }, { passive: true });
    this.#app.addEventListener("touchend", ({ changedTouches: [touch] }) => {
      if (!start || !touch) return;
      const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) this.#swiped(x);
      start = null;
    }, { passive: true });
  }

  /** @param {number} x */
  #swiped(x) {
    const back = getComputedStyle(this.#app).direction === "rtl" ? x < 0 : x > 0;
    if (back) this.show(["details", "thread"].includes(this.pane) ? "timeline" : "sidebar");
    else if (this.pane === "sidebar") this.show("timeline");
  }
}

/** @param {HTMLElement} app */
function resize(app) {
  const handle = maybe('resize="sidebar"');
  if (!handle) return;
  const [least, most] = [handle.ariaValueMin, handle.ariaValueMax].map(Number);
  const set = (/** @type {number} */ width) => {
    const kept = Math.round(Math.min(most, Math.max(least, width)));
    app.style.setProperty("--sidebar-width", `${kept}px`);
    handle.ariaValueNow = String(kept);
    write(WIDTH_KEY, String(kept));
  };
  const stored = Number(read(WIDTH_KEY));
  if (stored) set(stored);
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.toggleAttribute("data-dragging", true);
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasAttribute("data-dragging")) set(event.clientX);
  });
  handle.addEventListener("lostpointercapture", () => handle.removeAttribute("data-dragging"));
  handle.addEventListener("keydown", ({ key }) => {
    const step = key === "ArrowRight" ? 16 : key === "ArrowLeft" ? -16 : 0;
    if (step) set(Number(handle.ariaValueNow) + step);
  });
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It lasts as long as the page.
  }
}
