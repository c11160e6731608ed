// @ts-check
import { dialog } from "./dialogs/dialog.js";
import { hook, hooks, setAttribute, setText, show } from "./dom.js";

const SWIPE = 60; // pixels to the side, and more than downwards

/** @type {Lightbox | null} */
let made = null;

/**
 * Shows a picture of a message large, and from there its neighbours in the same timeline or thread.
 *
 * @param {HTMLElement} link
 */
export function openLightbox(link) {
  made ??= new Lightbox();
  made.open(link);
}

class Lightbox {
  #element = /** @type {HTMLDialogElement} */ (dialog("lightbox"));
  #image = /** @type {HTMLImageElement} */ (hook("lightbox-picture", this.#element));
  #stage = hook("lightbox-stage", this.#element);
  /** @type {HTMLElement[]} */
  #links = [];
  #at = 0;
  /** Where a finger came down. @type {{x: number, y: number} | null} */
  #down = null;

  constructor() {
    const element = this.#element;
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("close", () => this.#closed());
    element.addEventListener("click", (event) => this.#click(event));
    this.#stage.addEventListener("pointerdown", ({ clientX: x, clientY: y, pointerType }) => {
      this.#down = pointerType === "touch" && !this.#zoomed ? { x, y } : null;
    });
    this.#stage.addEventListener("pointerup", (event) => this.#up(event));
    this.#image.addEventListener("load", () => this.#loaded());
    this.#image.addEventListener("error", () => show(hook("lightbox-failed", element), true));
  }

  /** @param {HTMLElement} link */
  open(link) {
    this.#links = hooks("picture", link.closest("[data-rows]") ?? document);
    this.#at = Math.max(0, this.#links.indexOf(link));
    this.#element.showModal();
    this.#stage.focus();
    this.#show();
  }

  get #zoomed() {
    return this.#element.hasAttribute("data-zoomed");
  }

  /** The small one, which is there, until the large one is. */
  #show() {
    const link = this.#links[this.#at];
    const small = link.querySelector("img");
    const url = link.getAttribute("href") ?? "";
    const name = link.dataset.name ?? "";
    this.#zoom(false);
    show(hook("lightbox-failed", this.#element), false);
    // Its own measures from the start, so that nothing jumps when the large one takes over.
    setAttribute(this.#image, "width", link.dataset.width ?? null);
    setAttribute(this.#image, "height", link.dataset.height ?? null);
    this.#image.alt = small?.alt ?? name;
    this.#image.dataset.full = url;
    this.#image.src = small?.currentSrc || url;
    setText(hook("lightbox-name", this.#element), name);
    const many = this.#links.length > 1;
    const count = many ? `${this.#at + 1} of ${this.#links.length}` : "";
    setText(hook("lightbox-count", this.#element), count);
    for (const each of ["original", "download"]) {
      setAttribute(hook(`lightbox-${each}`, this.#element), "href", url);
    }
    for (const step of hooks("lightbox-step", this.#element)) {
      show(step, Boolean(this.#links[this.#at + Number(step.dataset.lightboxStep)]));
    }
  }

  #loaded() {
    const { full } = this.#image.dataset;
    if (!full) return this.#ahead();
    delete this.#image.dataset.full;
    if (this.#image.getAttribute("src") === full) return this.#ahead();
    // Loaded aside, so that nothing is empty meanwhile.
    const large = new Image();
    const link = this.#links[this.#at];
    const failed = () => show(hook("lightbox-failed", this.#element), this.#links[this.#at] === link);
    large.src = full;
    large.decode().then(() => {
      if (this.#links[this.#at] === link) this.#image.src = full;
    }, failed);
  }

  /** The next is probably wanted. */
  #ahead() {
    const next = this.#links[this.#at + 1]?.getAttribute("href");
    if (next) new Image().src = next;
  }

  /** @param {number} by */
  #step(by) {
    if (!this.#links[this.#at + by]) return;
    this.#at += by;
    this.#show();
    if (document.activeElement?.closest("[hidden]")) this.#stage.focus();
  }

  /** @param {boolean} zoomed */
  #zoom(zoomed) {
    this.#element.toggleAttribute("data-zoomed", zoomed);
    setAttribute(hook("lightbox-zoom", this.#element), "aria-pressed", String(zoomed));
    if (!zoomed) return;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.#stage;
    this.#stage.scrollTo((scrollWidth - clientWidth) / 2, (scrollHeight - clientHeight) / 2);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    // Zoomed, the arrows scroll.
    if (key === "ArrowRight" && !this.#zoomed) this.#step(1);
    else if (key === "ArrowLeft" && !this.#zoomed) this.#step(-1);
    else if (key === "Home" && !this.#zoomed) this.#step(-this.#at);
    else if (key === "End" && !this.#zoomed) this.#step(this.#links.length - 1 - this.#at);
    else if (key === "z" || key === "+" || key === "-") this.#zoom(key === "+" || (key === "z" && !this.#zoomed));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const step = target.closest("[data-lightbox-step]");
    if (step instanceof HTMLElement) this.#step(Number(step.dataset.lightboxStep));
    else if (target.closest("[data-lightbox-zoom]") || target === this.#image) this.#zoom(!this.#zoomed);
    else if (target.closest("[data-lightbox-close]") || target === this.#stage) this.#element.close();
  }

  /** @param {PointerEvent} event */
  #up({ clientX, clientY }) {
    if (!this.#down) return;
    const [x, y] = [clientX - this.#down.x, clientY - this.#down.y];
    this.#down = null;
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) this.#step(x < 0 ? 1 : -1);
    else if (y > 2 * SWIPE) this.#element.close();
  }

  /** The focus goes to the picture that was looked at last. */
  #closed() {
    this.#image.removeAttribute("src");
    delete this.#image.dataset.full;
    const link = this.#links[this.#at];
    if (link?.isConnected) link.focus();
  }
}
