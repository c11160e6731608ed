// @ts-check
/** @import {SlashShape} from "./types.d.ts" */
import { clone, hook, setAttribute, setText, show } from "./dom.js";
import { Listbox, optionName } from "./listbox.js";
import { write } from "./writing.js";

const COMMAND = /^\/[a-z][a-z0-9_-]{0,30}(\s|$)/;
const ACTION = "/me ";

/**
 * What is to be done with what was written: `//` begins a message with a slash, `/me` is a message
 * as it is written, any other `/word` is a command.
 *
 * @param {string} text
 * @returns {{send: string} | {run: string}}
 */
export function readSlash(text) {
  if (text.startsWith("//")) {
    const literal = text.slice(1);
    return { send: literal.startsWith(ACTION) ? `\\${literal}` : literal };
  }
  if (text.startsWith(ACTION) || !COMMAND.test(text)) return { send: text };
  return { run: text };
}

/**
 * The commands that fit what is written so far, and whether the name is still being written.
 *
 * @param {SlashShape[]} commands by name
 * @param {string} text
 * @returns {{found: SlashShape[], naming: boolean}}
 */
export function slashHelp(commands, text) {
  const name = /^\/([a-z0-9_-]*)$/.exec(text);
  if (name) {
    return { found: commands.filter((each) => each.name.startsWith(name[1] ?? "")), naming: true };
  }
  const given = /^\/([a-z0-9_-]+)\s/.exec(text)?.[1];
  return { found: commands.filter((each) => each.name === given), naming: false };
}

/**
 * Help as one types `/`: the commands there are, and how the one that is written goes on. Made
 * before the composer, whose keys it takes while a name is being written.
 */
export class SlashHelp {
  /** @type {Listbox<SlashShape>} */
  #list;
  #input;
  #element;
  #commands;
  #naming = false;
  #left = false;

  /**
   * @param {HTMLElement} form
   * @param {SlashShape[]} commands
   */
  constructor(form, commands) {
    this.#commands = commands;
    this.#input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
    this.#element = hook("slash-list", form);
    this.#list = new Listbox(this.#element, this.#input);
    this.#list.onPick = (command) => this.#take(command);
    this.#input.addEventListener("input", () => this.#look());
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
  }

  #look() {
    const text = this.#input.value;
    if (!text.startsWith("/")) {
      this.#left = false;
      if (!this.#element.hidden) this.#close();
      return;
    }
    const { found, naming } = slashHelp(this.#commands, text);
    this.#naming = naming;
    if (this.#left || !found.length) {
      this.#close();
      return;
    }
    this.#list.put(found, optionRow);
    if (!naming) setAttribute(this.#input, "aria-activedescendant", null);
    setAttribute(this.#element, "data-naming", naming ? "" : null);
    setAttribute(this.#input, "aria-expanded", "true");
    show(this.#element, true);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#element.hidden || event.isComposing) return;
    if (event.key === "Escape") this.#leave();
    else if (!this.#naming) return;
    else if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if (event.key === "Tab") this.#list.pick();
    else if (event.key === "Enter" && !event.shiftKey && !this.#isWhole()) this.#list.pick();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** A command that is written out and takes nothing more is given by Enter. */
  #isWhole() {
    return this.#commands.some(({ usage }) => usage === this.#input.value);
  }

  #leave() {
    this.#left = true;
    this.#close();
  }

  #close() {
    show(this.#element, false);
    setAttribute(this.#input, "aria-activedescendant", null);
    setAttribute(this.#input, "aria-expanded", "false");
  }

  /** @param {SlashShape} command */
  #take({ name, usage }) {
    const more = usage === `/${name}` ? "" : " ";
    write(this.#input, `/${name}${more}`, 0, this.#input.value.length);
  }
}

/** @param {SlashShape} command */
function optionRow({ usage, help }) {
  const row = clone("slash");
  setText(optionName(row), usage);
  setText(hook("option-hint", row), help);
  return row;
}
