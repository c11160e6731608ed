// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Commands} from "../commands.js" */
/** @import {Choice} from "./filters.js" */
import { clone, hook, maybe, setAttribute, setText, show } from "../dom.js";
import { best } from "../fuzzy.js";
import { fillPresence } from "../header_view.js";
import { Listbox, optionName } from "../listbox.js";
import { fillAvatar } from "../timeline/avatar.js";
import { filterAt, operatorsFor, quoted, VALUES } from "./filters.js";

const SHOWN = 8;

/** What may be written next in a search: arrows choose, Enter or Tab takes, Escape leaves. */
export class Suggestions {
  /** @type {() => void} */
  onTake = () => {};
  #store;
  #commands;
  #input;
  #element = hook("search-suggestions");
  /** @type {Listbox<Choice>} */
  #list;
  /** Public rooms that one is not in, once they were asked for. @type {string[] | null} */
  #others = null;
  #left = -1;

  /**
   * @param {HTMLInputElement} input
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(input, store, commands) {
    this.#input = input;
    this.#store = store;
    this.#commands = commands;
    this.#list = new Listbox(this.#element, input);
    this.#list.onPick = ({ text }) => this.#take(text);
    input.addEventListener("input", () => this.look());
    input.addEventListener("blur", () => this.#close());
    input.addEventListener("keydown", (event) => this.#key(event));
  }

  get isOpen() {
    return !this.#element.hidden;
  }

  /** Offers what fits what is being written. */
  look() {
    const filter = this.#filter;
    if (!filter || filter.start === this.#left) return this.#close();
    this.#left = -1;
    const choices = filter.operator ? this.#values(filter.operator) : operatorsFor(filter.value);
    const found = best(filter.value, choices, ({ names }) => names).slice(0, SHOWN);
    const done = found.some(({ text }) => text === filter.value);
    this.#list.put(done ? [] : found, (choice) => this.#row(choice));
    show(this.#element, !done && found.length > 0);
    setAttribute(this.#input, "aria-expanded", String(this.isOpen));
    if (!this.isOpen) setAttribute(this.#input, "aria-activedescendant", null);
  }

  get #filter() {
    return filterAt(this.#input.value, this.#input.selectionStart ?? 0);
  }

  /**
   * @param {string} operator
   * @returns {Choice[]}
   */
  #values(operator) {
    if (operator === "from") return this.#people("");
    if (operator === "in") return [...this.#rooms(), ...this.#people("@")];
    return (VALUES.get(operator) ?? []).map((text) => ({ text, names: [text], hint: "" }));
  }

  /**
   * @param {string} sign
   * @returns {Choice[]}
   */
  #people(sign) {
    const me = { text: `${sign}me`, names: ["me"], hint: "you", person: this.#store.me };
    const others = this.#store.people.all().filter(({ id }) => id !== this.#store.me.id);
    return [me, ...others.map((person) => {
      const { username, display_name: name } = person;
      return { text: `${sign}${username}`, names: [username, name], hint: name, person };
    })];
  }

  /** @returns {Choice[]} */
  #rooms() {
    if (!this.#others) this.#loadOthers();
    const mine = [...this.#store.rooms.values()].map(({ info }) => info.name).filter(Boolean);
    return [...new Set([...mine, ...(this.#others ?? [])])].map((name) => {
      return { text: quoted(name), names: [name], hint: "", kind: "public" };
    });
  }

  #loadOthers() {
    this.#others = [];
    if (this.#store.me.role === "guest") return;
    this.#commands.rooms
      .browse()
      .then((rooms) => {
        this.#others = rooms.map(({ room }) => room.name);
        if (document.activeElement === this.#input) this.look();
      })
      .catch(() => (this.#others = null)); // asked for again with the next letter
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.isOpen || event.isComposing) return;
    const bare = this.#filter?.operator === "" && event.key === "Enter"; // a word to look for
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if ((event.key === "Enter" && !bare) || event.key === "Tab") this.#list.pick();
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {Choice} choice */
  #row({ text, hint, kind = "plain", person }) {
    const element = clone("option");
    element.dataset.kind = person ? "person" : kind;
    setText(optionName(element), text);
    setText(hook("option-hint", element), hint);
    if (person) {
      fillAvatar(maybe("avatar", element), person);
      fillPresence(maybe("presence", element), this.#store.people.presence(person.id));
    }
    return element;
  }

  #leave() {
    this.#left = this.#filter?.start ?? -1;
    this.#close();
  }

  #close() {
    show(this.#element, false);
    setAttribute(this.#input, "aria-expanded", "false");
    setAttribute(this.#input, "aria-activedescendant", null);
  }

  /** @param {string} text */
  #take(text) {
    const filter = this.#filter;
    if (!filter) return;
    const end = this.#input.selectionStart ?? 0;
    const written = text.endsWith(":") ? text : `${text} `;
    this.#input.setRangeText(written, filter.start, end, "end");
    this.#close();
    this.look();
    this.onTake();
  }
}
