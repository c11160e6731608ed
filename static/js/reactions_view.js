// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */
/** @import {Emoji} from "./store/reactions.js" */
import { fillEmoji } from "./custom_emoji.js";
import { hook, maybe, setAttribute, setText, within } from "./dom.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { Frequent } from "./frequent.js";
import { announce, toast } from "./notices.js";
import { place } from "./popups.js";
import { namesInWords } from "./timeline/reactions.js";

const TIP_MS = 350;
const LONG_PRESS_MS = 450;
const NAMES_MOST = 12;

/** Reacting to messages, wherever they are shown: the chips under one, who set them, the row of
 * frequent emoji. */
export class ReactionsView {
  #store;
  #commands;
  #frequent = new Frequent(localStorage);
  #quick = hook("quick");
  #tip = hook("tip");
  /** The message that is being reacted to. @type {{room: number, id: number} | null} */
  #message = null;
  /** Whose button it was. @type {HTMLElement | null} */
  #anchor = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Whether a finger rested on a chip: lifting it is then no press. */
  #rested = false;

  /**
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    this.#quick.addEventListener("click", (event) => this.#pick(within(event, "quick-emoji")));
    hook("quick-more").addEventListener("click", () => this.#pickAny());
    this.#quick.addEventListener("keydown", (event) => this.#move(event));
    this.#listenForTip();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const chip = within(event, "react");
    if (chip) {
      const pressed = chip.getAttribute("aria-pressed") === "true";
      if (!this.#rested) this.#set(messageOf(chip), emojiOf(chip), !pressed);
      this.#rested = false;
      return;
    }
    const button = within(event, 'act="react"');
    if (button) this.#open(button);
  }

  /** R on a message reacts to it. @param {KeyboardEvent} event */
  #key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const article = target instanceof HTMLElement && target.matches("[data-message]") ? target : null;
    if (!article || key.toLowerCase() !== "r" || ctrlKey || metaKey || altKey) return;
    const button = maybe('act="react"', article);
    if (!button || button.hidden) return;
    event.preventDefault();
    this.#open(article);
  }

  /** @param {HTMLElement} anchor */
  #open(anchor) {
    this.#message = messageOf(anchor);
    this.#anchor = anchor;
    if (!this.#message) return;
    const emojis = this.#frequent.top();
    const buttons = [...this.#quick.querySelectorAll("[data-quick-emoji]")];
    buttons.forEach((button, at) => {
      setAttribute(button, "data-quick-emoji", emojis[at].emoji);
      setAttribute(button, "data-react-name", emojis[at].name);
      setAttribute(button, "aria-label", emojis[at].name);
      setAttribute(button, "title", emojis[at].name);
      setAttribute(button, "data-react-picture", emojis[at].picture ?? "");
      fillEmoji(button, emojis[at].emoji, emojis[at].picture);
    });
    const shown = anchor.checkVisibility({ opacityProperty: true });
    this.#quick.showPopover();
    place(this.#quick, shown ? anchor : (anchor.closest("[data-message]") ?? anchor));
    /** @type {HTMLElement} */ (buttons[0]).focus({ preventScroll: true });
  }

  /** @param {HTMLElement | null} button */
  #pick(button) {
    if (!button) return;
    this.#quick.hidePopover();
    const { quickEmoji: emoji = "", reactName: name = "", reactPicture: picture } = button.dataset;
    this.#set(this.#message, { emoji, name, picture }, true);
  }

  #pickAny() {
    this.#quick.hidePopover();
    const message = this.#message;
    /** @type {import("./emoji_picker.js").OnPick} */
    const onPick = (emoji, picture) => {
      const name = picture ? emoji.replaceAll(":", "").replaceAll("_", " ") : emoji;
      this.#set(message, { emoji, name, picture }, true);
    };
    if (this.#anchor) openEmojiPicker(this.#anchor, { onPick });
  }

  /**
   * @param {{room: number, id: number} | null} message
   * @param {Emoji} emoji
   * @param {boolean} on
   */
  #set(message, emoji, on) {
    if (!message) return;
    if (on) this.#frequent.use(emoji);
    announce(on ? `Reacted with ${emoji.name}` : `Took back ${emoji.name}`);
    this.#commands.reactions.set(message, emoji, on).catch((error) => toast(error.message));
  }

  /** Through the row with the arrows. @param {KeyboardEvent} event */
  #move(event) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    const buttons = /** @type {HTMLElement[]} */ ([...this.#quick.querySelectorAll("button")]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    buttons[(at + step + buttons.length) % buttons.length].focus();
    event.preventDefault();
    event.stopPropagation();
  }

  /** Who reacted: under the pointer, with the focus, or by a finger that rests. */
  #listenForTip() {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "touch") this.#tipIn(TIP_MS, within(event, "react"));
    });
    document.addEventListener("focusin", (event) => {
      const chip = within(event, "react");
      this.#tipIn(0, chip?.matches(":focus-visible") ? chip : null);
    });
    document.addEventListener("pointerdown", (event) => {
      this.#rested = false;
      const chip = within(event, "react");
      this.#hideTip();
      if (event.pointerType === "touch" && chip) this.#tipIn(LONG_PRESS_MS, chip, true);
    });
    for (const end of ["pointercancel", "pointerup"]) {
      document.addEventListener(end, () => clearTimeout(this.#timer));
    }
    document.addEventListener("scroll", () => this.#hideTip(), { capture: true, passive: true });
  }

  /**
   * @param {number} ms
   * @param {HTMLElement | null} chip null: no tip
   * @param {boolean} [rested]
   */
  #tipIn(ms, chip, rested = false) {
    clearTimeout(this.#timer);
    if (!chip) return this.#hideTip();
    this.#timer = setTimeout(() => {
      this.#rested = rested;
      if (chip.isConnected) this.#showTip(chip);
    }, ms);
  }

  /** @param {HTMLElement} chip */
  #showTip(chip) {
    const ids = (chip.dataset.users ?? "").split(" ").map(Number);
    const names = ids.map((id) => this.#nameOf(id));
    fillEmoji(hook("tip-emoji", this.#tip), chip.dataset.react ?? "", chip.dataset.reactPicture);
    setText(hook("tip-names", this.#tip), namesInWords(names, NAMES_MOST));
    setText(hook("tip-what", this.#tip), `reacted with ${chip.dataset.reactName}`);
    this.#tip.showPopover();
    setAttribute(chip, "aria-describedby", this.#tip.id);
    place(this.#tip, chip);
  }

  #hideTip() {
    clearTimeout(this.#timer);
    if (this.#tip.matches(":popover-open")) this.#tip.hidePopover();
    setAttribute(document.querySelector('[data-react][aria-describedby]'), "aria-describedby", null);
  }

  /** @param {number} id */
  #nameOf(id) {
    if (id === this.#store.me.id) return "You";
    return this.#store.people.get(id)?.display_name ?? "Someone";
  }
}

/** @param {Element} element */
function messageOf(element) {
  const article = element.closest("[data-message]");
  if (!(article instanceof HTMLElement)) return null;
  return { room: Number(article.dataset.ofRoom), id: Number(article.dataset.message) };
}

/** @param {HTMLElement} chip */
function emojiOf(chip) {
  const { react: emoji = "", reactName: name = "", reactPicture: picture } = chip.dataset;
  return { emoji, name, picture };
}
