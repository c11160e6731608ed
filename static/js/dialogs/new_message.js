// @ts-check
/** @import {Person} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { clone, hook, maybe, setAttribute, setText, show, within } from "../dom.js";
import { best } from "../fuzzy.js";
import { fillPresence } from "../header_view.js";
import { Listbox, optionName } from "../listbox.js";
import { fillAvatar } from "../timeline/avatar.js";
import { dialog, onSubmit } from "./dialog.js";

const SHOWN = 50;
const HELP = "One person, or several to talk with together.";
const WIDER =
  "They begin a conversation of their own. What was said here stays between those who were here.";

/** The dialog in which one picks whom to write to: one person, or several. */
export class NewMessage {
  /** @type {Person[]} */
  #picked = [];
  /** Those of the conversation that is to have more people. @type {Person[]} */
  #around = [];
  #store;
  #most;
  #element = /** @type {HTMLDialogElement} */ (dialog("new-message"));
  #input = /** @type {HTMLInputElement} */ (hook("new-message-input"));
  /** @type {Listbox<Person>} */
  #list = new Listbox(hook("new-message-list"), this.#input);

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {number} most people, with oneself
   * @param {(room: number) => void} go
   */
  constructor(store, commands, most, go) {
    this.#store = store;
    this.#most = most;
    this.#list.onPick = (person) => this.#pick(person);
    this.#input.addEventListener("input", () => this.#patch());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    hook("picked").addEventListener("click", (event) => this.#unpick(event));
    onSubmit("new-message", async () => {
      const users = this.#picked.map(({ id }) => id);
      if (!users.length) throw new Error("Pick someone first.");
      go(await commands.rooms.openGroup(users));
    });
    commands.loadPeople().then(() => this.#patch(), () => {}); // those of the page are there
  }

  /** @param {Person[]} around who is there already; they stay picked */
  begin(around) {
    this.#around = this.#picked = around;
    this.#input.value = "";
    setText(hook("new-message-help", this.#element), around.length ? WIDER : HELP);
    setText(hook("dialog-title", this.#element), around.length ? "Add people" : "New message");
    show(maybe("form-error", this.#element), false);
    this.#patch();
  }

  #patch() {
    const chosen = new Set(this.#picked.map(({ id }) => id));
    const others = this.#store.people.all().filter(
      (person) => person.is_active && person.id !== this.#store.me.id && !chosen.has(person.id),
    );
    const names = (/** @type {Person} */ person) => [person.display_name, person.username];
    const found = best(this.#input.value, others, names).slice(0, SHOWN);
    this.#list.put(found, (person) => this.#row(person));
    show(maybe("none", this.#element), found.length === 0);
    hook("picked").replaceChildren(...this.#picked.map((person) => this.#chip(person)));
    const full = this.#picked.length >= this.#most - 1;
    this.#input.disabled = full;
    if (full) setText(hook("new-message-help", this.#element), `${this.#most} at most, with you.`);
    const wider = this.#picked.length > this.#around.length;
    /** @type {HTMLButtonElement} */ (hook("submit", this.#element)).disabled = !wider;
  }

  /** @param {Person} person */
  #row(person) {
    const row = clone("option");
    row.dataset.kind = "person";
    setText(optionName(row), person.display_name);
    setText(hook("option-hint", row), `@${person.username}`);
    fillAvatar(maybe("avatar", row), person);
    fillPresence(maybe("presence", row), this.#store.people.presence(person.id));
    return row;
  }

  /** @param {Person} person */
  #chip(person) {
    const chip = clone("picked");
    const button = hook("unpick", chip);
    button.dataset.unpick = String(person.id);
    fillAvatar(maybe("avatar", chip), person);
    setText(hook("picked-name", chip), person.display_name);
    setAttribute(button, "aria-label", `Remove ${person.display_name}`);
    button.toggleAttribute("disabled", this.#around.includes(person));
    return chip;
  }

  /** @param {Person} person */
  #pick(person) {
    if (this.#picked.length >= this.#most - 1) return;
    this.#picked = [...this.#picked, person];
    this.#input.value = "";
    this.#patch();
    (this.#input.disabled ? hook("submit", this.#element) : this.#input).focus();
  }

  /** @param {Event} event */
  #unpick(event) {
    const id = Number(within(event, "unpick")?.dataset.unpick);
    if (!id) return;
    this.#picked = this.#picked.filter((person) => person.id !== id);
    this.#patch();
    this.#input.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const last = this.#picked.at(-1);
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if (event.key === "Enter" && (this.#input.value.trim() || !last)) this.#list.pick();
    else if (event.key === "Backspace" && !this.#input.value && last && !this.#isAround(last)) {
      this.#picked = this.#picked.slice(0, -1);
      this.#patch();
    } else return;
    event.preventDefault();
  }

  /** @param {Person} person */
  #isAround(person) {
    return this.#around.includes(person);
  }
}
