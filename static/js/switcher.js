// @ts-check
/** @import {Person} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { dialog, openDialog } from "./dialogs/dialog.js";
import { clone, hook, maybe, setAttribute, setText, show } from "./dom.js";
import { fillFaces } from "./faces.js";
import { best } from "./fuzzy.js";
import { fillPresence } from "./header_view.js";
import { Listbox, optionName } from "./listbox.js";
import { toast } from "./notices.js";
import {
  archivedRooms,
  directRooms,
  kindOf,
  namedRooms,
  otherPerson,
  othersIn,
  roomName,
  starredRooms,
  unreadIn,
  unreadText,
} from "./rooms.js";
import { fillAvatar } from "./timeline/avatar.js";

/** @typedef {{room: Room | null, person: Person | null, names: string[]}} Place */

const SHOWN = 12;

/** Ctrl+K: to any room or person by a few letters of the name. */
export class Switcher {
  #store;
  #commands;
  #go;
  #current;
  #input = /** @type {HTMLInputElement} */ (hook("switcher-input"));
  /** @type {Listbox<Place>} */
  #list = new Listbox(hook("switcher-list"), this.#input);

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {(room: number) => void} go
   * @param {() => number | null} current
   */
  constructor(store, commands, go, current) {
    this.#store = store;
    this.#commands = commands;
    this.#go = go;
    this.#current = current;
    this.#list.onPick = (place) => this.#pick(place);
    this.#input.addEventListener("input", () => this.#patch());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.form?.addEventListener("submit", (event) => event.preventDefault());
    dialog("switcher")?.addEventListener("opening", () => this.#opening());
    maybe("open-switcher")?.addEventListener("click", () => openDialog("switcher"));
  }

  #opening() {
    this.#input.value = "";
    this.#patch();
  }

  #patch() {
    const found = best(this.#input.value, this.#places(), ({ names }) => names).slice(0, SHOWN);
    this.#list.put(found, (place) => this.#row(place));
    show(hook("switcher-none"), found.length === 0);
  }

  /** Unread rooms first, the open one last, then the people one has not written with.
   * @returns {Place[]} */
  #places() {
    const rooms = [
      ...starredRooms(this.#store),
      ...directRooms(this.#store),
      ...namedRooms(this.#store),
    ].sort(
      (a, b) => this.#rank(b) - this.#rank(a),
    );
    // Those that are put away are found by name alone.
    if (this.#input.value) rooms.push(...archivedRooms(this.#store));
    const spoken = new Set(rooms.map((room) => otherPerson(room.info, this.#store)?.id));
    const people = this.#store.people.all().filter((p) => p.is_active && !spoken.has(p.id));
    return [
      ...rooms.map((room) => this.#roomPlace(room)),
      ...people.map((person) => ({ room: null, person, names: namesOf(person) })),
    ];
  }

  /** @param {Room} room */
  #rank(room) {
    if (room.id === this.#current()) return -1;
    return unreadIn(room) > 0 ? 1 : 0;
  }

  /**
   * @param {Room} room
   * @returns {Place}
   */
  #roomPlace(room) {
    const person = otherPerson(room.info, this.#store);
    const others = othersIn(room.info, this.#store).flatMap(namesOf);
    const names = person ? namesOf(person) : [roomName(room.info, this.#store), ...others];
    return { room, person, names };
  }

  /** @param {Place} place */
  #row({ room, person }) {
    const row = clone("option");
    row.dataset.kind = person ? "person" : room ? kindOf(room.info) : "public";
    if (room) fillFaces(maybe("faces", row), othersIn(room.info, this.#store));
    const name = room ? roomName(room.info, this.#store) : (person?.display_name ?? "");
    setText(optionName(row), name);
    setText(hook("option-hint", row), person ? `@${person.username}` : roomHint(room));
    const unread = room ? unreadIn(room) : 0;
    setText(maybe("room-unread", row), unreadText(unread));
    show(maybe("room-unread", row), unread > 0);
    if (person) {
      fillAvatar(maybe("avatar", row), person);
      fillPresence(maybe("presence", row), this.#store.people.presence(person.id));
    }
    return row;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if (event.key === "Enter") this.#list.pick();
    else return;
    event.preventDefault();
  }

  /** @param {Place} place */
  #pick({ room, person }) {
    dialog("switcher")?.close();
    if (room) this.#go(room.id);
    else if (person) {
      this.#commands.rooms
        .openDirect(person.id)
        .then((id) => this.#go(id))
        .catch((error) => toast(error.message));
    }
    setAttribute(this.#input, "aria-activedescendant", null);
  }
}

/** @param {Room | null} room */
function roomHint(room) {
  return room?.info.archived ? "Archived" : (room?.info.topic ?? "");
}

/** @param {Person} person */
function namesOf(person) {
  return [person.display_name, person.username];
}
