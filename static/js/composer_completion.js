// @ts-check
/** @import {Bootstrap, Person} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Candidate} from "./completing.js" */
/** @import {Emoji} from "./emoji.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { ranked, wordAt } from "./completing.js";
import { fillEmoji } from "./custom_emoji.js";
import { clone, hook, maybe, setAttribute, setText, show } from "./dom.js";
import { completions, EmojiList } from "./emoji.js";
import { fillPresence } from "./header_view.js";
import { Listbox, optionName } from "./listbox.js";
import { fillAvatar } from "./timeline/avatar.js";
import { write } from "./writing.js";

/** For so long the public rooms are not asked for again. */
const ROOMS_MS = 60_000;

/** @typedef {{text: string, row: () => HTMLElement}} Suggestion */

/**
 * @typedef {object} Around
 * @property {Store} store
 * @property {Commands} commands
 * @property {() => Room | null} room the one that is written in
 * @property {Bootstrap} page
 */

/**
 * Completes `@people`, `#rooms` and `:emoji:` in a composer: arrows choose, Enter or Tab takes,
 * Escape leaves.
 */
export class Completion {
  /** @type {Listbox<Suggestion>} */
  #list;
  #input;
  #element;
  #around;
  #emojis;
  /** @type {{at: number, rooms: Candidate[]}} */
  #public = { at: 0, rooms: [] };
  /** Where the word stood that Escape left alone. @type {number | null} */
  #left = null;

  /**
   * Made before the composer, whose keys it takes while its list is open.
   *
   * @param {HTMLElement} form
   * @param {Around} around
   */
  constructor(form, around) {
    this.#around = around;
    this.#input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
    this.#element = hook("suggestions", form);
    this.#emojis = new EmojiList(around.page.emoji_url);
    this.#list = new Listbox(this.#element, this.#input);
    this.#list.onPick = ({ text }) => this.#take(text);
    this.#input.addEventListener("input", () => void this.#look());
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
  }

  get #word() {
    return wordAt(this.#input.value, this.#input.selectionStart);
  }

  async #look() {
    const word = this.#word;
    if (!word) this.#left = null;
    if (!word || word.start === this.#left) return this.#close();
    const load = { "@": () => this.#people(), "#": () => this.#rooms(), ":": () => this.#emoji() };
    const find = await load[word.sign]();
    // What was written while it loaded counts.
    const now = this.#word;
    if (now?.sign === word.sign && now.start !== this.#left) this.#show(find(now.query));
    else if (!now) this.#close();
  }

  /** @param {Suggestion[]} found */
  #show(found) {
    this.#list.put(found, ({ row }) => row());
    show(this.#element, found.length > 0);
    setAttribute(this.#input, "aria-expanded", String(found.length > 0));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#element.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") this.#list.pick();
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #leave() {
    this.#left = this.#word?.start ?? null;
    this.#close();
  }

  #close() {
    show(this.#element, false);
    setAttribute(this.#input, "aria-activedescendant", null);
    setAttribute(this.#input, "aria-expanded", "false");
  }

  /** @param {string} text */
  #take(text) {
    const word = this.#word;
    if (!word) return;
    this.#close();
    write(this.#input, `${text} `, word.start, this.#input.selectionStart);
  }

  async #people() {
    const { commands, room } = this.#around;
    const open = room();
    if (open && !open.members) await commands.rooms.loadMembers(open.id).catch(() => {});
    return (/** @type {string} */ query) =>
      ranked(query, [...this.#persons(), ...this.#groups(), ...this.#calls()]).map((each) => this.#suggestion(each));
  }

  /** @returns {Candidate[]} */
  #persons() {
    const { store, room } = this.#around;
    const open = room();
    const recent = new Map((open?.timeline.messages ?? []).map((m) => [m.author?.id, m.seq]));
    const others = store.people.all().filter(({ id, is_active: on }) => on && id !== store.me.id);
    return others.map((person) => {
      const near = !open?.members || open.members.get(person.id)?.active === true;
      return {
        kind: "person", text: `@${person.username}`, names: [person.username, person.display_name],
        hint: `@${person.username}`, note: near ? "" : "not in this room", near,
        recent: recent.get(person.id) ?? 0, person,
      };
    });
  }

  /** @returns {Candidate[]} */
  #groups() {
    const groups = [...this.#around.store.people.groups.values()];
    return groups.map(({ handle, name, members }) => ({
      kind: "call", text: `@${handle}`, names: [handle, name], near: true, recent: 0,
      hint: `${name}, ${members.length}`,
    }));
  }

  /** @returns {Candidate[]} */
  #calls() {
    const { page, store, room } = this.#around;
    const open = room();
    const isAdmin = store.me.role === "owner" || store.me.role === "admin";
    if (!open || (open.info.member_count > page.limits.everyone_members && !isAdmin)) return [];
    return [
      ["room", `everyone in the room, ${open.info.member_count}`],
      ["here", "those who are online now"],
    ].map(([name, hint]) => (
      { kind: "call", text: `@${name}`, names: [name], hint, near: false, recent: 0 }
    ));
  }

  async #rooms() {
    const { store, commands } = this.#around;
    const stale = Date.now() - this.#public.at > ROOMS_MS;
    if (stale && store.me.role !== "guest") {
      const rooms = await commands.rooms.browse().catch(() => null);
      if (rooms) this.#public = { at: Date.now(), rooms: rooms.map(placeOf) };
    }
    return (/** @type {string} */ query) =>
      ranked(query, this.#public.rooms).map((each) => this.#suggestion(each));
  }

  async #emoji() {
    const own = this.#around.commands.emoji.load().catch(() => ({ emoji: [] }));
    const [{ emoji }, others] = await Promise.all([own, this.#emojis.load()]);
    const ours = emoji.map(({ name, url }) => ({ name, char: `:${name}:`, src: url }));
    return (/** @type {string} */ query) =>
      completions([...ours, ...others], query).map(emojiSuggestion);
  }

  /**
   * @param {Candidate} candidate
   * @returns {Suggestion}
   */
  #suggestion({ kind, text, names, hint, note, person }) {
    const row = () => {
      const element = clone("option");
      element.dataset.kind = kind === "room" ? "public" : kind;
      setText(optionName(element), person?.display_name ?? (kind === "call" ? text : names[0]));
      setText(hook("option-hint", element), hint);
      setText(maybe("option-note", element), note ?? "");
      if (person) this.#fillFace(element, person);
      return element;
    };
    return { text, row };
  }

  /**
   * @param {HTMLElement} row
   * @param {Person} person
   */
  #fillFace(row, person) {
    fillAvatar(maybe("avatar", row), person);
    fillPresence(maybe("presence", row), this.#around.store.people.presence(person.id));
  }
}

/**
 * @param {{room: import("./types.d.ts").RoomInfo, joined: boolean}} browsed
 * @returns {Candidate}
 */
function placeOf({ room: { name, topic }, joined }) {
  return { kind: "room", text: `#${name}`, names: [name], hint: topic, near: joined, recent: 0 };
}

/**
 * @param {Emoji} emoji
 * @returns {Suggestion}
 */
function emojiSuggestion({ char, name, src }) {
  const row = () => {
    const element = clone("emoji");
    fillEmoji(hook("option-emoji", element), char, src);
    setText(optionName(element), `:${name}:`);
    return element;
  };
  return { text: char, row };
}
