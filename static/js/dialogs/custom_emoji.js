// @ts-check
/** @import {EmojiShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { arrange, clone, hook, maybe, setAttribute, setText, show, within } from "../dom.js";
import { announce, toast } from "../notices.js";
import { PictureField } from "../picture_field.js";
import { dialog, onSubmit, openDialog } from "./dialog.js";

/** @type {CustomEmojiDialog | null} */
let made = null;

/**
 * Opens the dialog in which an emoji is added or withdrawn.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function openCustomEmoji(store, commands) {
  made ??= new CustomEmojiDialog(store, commands);
  made.open();
}

class CustomEmojiDialog {
  #element = /** @type {HTMLDialogElement} */ (dialog("custom-emoji"));
  #name = /** @type {HTMLInputElement} */ (this.#element.querySelector("input[name=name]"));
  #picture = new PictureField(this.#element);
  #store;
  #commands;

  /**
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    this.#picture.onPick = (file) => this.#picked(file);
    this.#name.addEventListener("input", () => this.#example());
    store.signals.on("emoji", () => void this.#list());
    this.#element.addEventListener("click", (event) => this.#click(event));
    onSubmit("custom-emoji", async () => {
      const file = this.#picture.file;
      if (!file) throw new Error("Choose a picture first.");
      const { name } = await commands.emoji.add(this.#name.value, file);
      toast(`:${name}: is added.`);
    });
  }

  open() {
    this.#name.value = "";
    this.#picture.clear();
    this.#example();
    show(maybe("form-error", this.#element), false);
    openDialog("custom-emoji");
    void this.#list();
  }

  /** A file's name is a good name, most of the time. @param {File} file */
  #picked(file) {
    if (!this.#name.value) this.#name.value = asName(file.name);
    this.#example();
    this.#name.focus();
  }

  #example() {
    setText(hook("emoji-example", this.#element), `:${asName(this.#name.value) || "high_tide"}:`);
  }

  async #list() {
    if (!this.#element.open) return;
    const { emoji } = await this.#commands.emoji.load().catch(() => ({ emoji: [] }));
    const { id, role } = this.#store.me;
    const runs = role === "owner" || role === "admin";
    const mine = emoji.filter(({ maker }) => runs || maker === id);
    show(hook("emoji-own", this.#element), mine.length > 0);
    arrange(hook("emoji-own-list", this.#element), mine.map(rowOf));
  }

  /** @param {MouseEvent} event */
  async #click(event) {
    const button = within(event, "withdraw-emoji");
    if (!button) return;
    const { withdrawEmoji: emoji, name } = button.dataset;
    if (!button.hasAttribute("data-sure")) {
      // Asked in the same place: a second dialog would close this one.
      setAttribute(button, "data-sure", "");
      setText(button, "Really withdraw?");
      return;
    }
    try {
      await this.#commands.emoji.withdraw(Number(emoji));
      announce(`${name} is withdrawn.`);
      this.#name.focus();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
}

/** @param {EmojiShape} emoji */
function rowOf({ id, name, url }) {
  const row = clone("own-emoji");
  setAttribute(row.querySelector("img"), "src", url);
  setText(hook("own-emoji-name", row), `:${name}:`);
  const button = hook("withdraw-emoji", row);
  button.dataset.withdrawEmoji = String(id);
  button.dataset.name = `:${name}:`;
  setAttribute(button, "aria-label", `Withdraw :${name}:`);
  return row;
}

/** @param {string} text */
function asName(text) {
  const words = text.replace(/\.\w+$/, "").normalize("NFKD").toLowerCase();
  return words.replace(/[^a-z0-9+-]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40);
}
