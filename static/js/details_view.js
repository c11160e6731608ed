// @ts-check
/** @import {Member} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { arrange, clone, hook, setText, show, soon } from "./dom.js";
import { fillPerson } from "./person_row.js";

/** The open room's members, those who are here now first. */
export class DetailsView {
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  /** @type {Room | null} */
  #room = null;
  #store;
  #commands;

  /**
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    const patch = soon(() => this.patch());
    for (const topic of ["members", "presence", "person"]) store.signals.on(topic, patch);
  }

  /** @param {Room} room */
  open(room) {
    this.#room = room;
    this.patch();
  }

  /** Whether the list can be seen, or is about to be. */
  get shown() {
    return hook("members").checkVisibility();
  }

  patch() {
    const room = this.#room;
    if (!room || !this.shown) return;
    if (!room.members) {
      this.#load(room);
      return;
    }
    const members = [...room.members.values()].filter((member) => member.active);
    arrange(hook("members"), members.sort(this.#compare).map((m) => this.#row(room, m)));
  }

  /** @param {Room} room */
  #load(room) {
    this.#commands.rooms.loadMembers(room.id).catch(() => {}); // the next look asks again
  }

  /**
   * @param {Member} a
   * @param {Member} b
   */
  #compare = (a, b) =>
    Number(this.#isOff(b)) * -1 + Number(this.#isOff(a)) ||
    a.person.display_name.localeCompare(b.person.display_name);

  /** @param {Member} member */
  #isOff(member) {
    return this.#store.people.presence(member.person.id) === "offline";
  }

  /**
   * @param {Room} room
   * @param {Member} member
   */
  #row(room, member) {
    const { id } = member.person;
    const row = this.#rows.get(id) ?? clone("member");
    this.#rows.set(id, row);
    row.dataset.member = String(id);
    const person = this.#store.people.current(member.person);
    fillPerson(row, person, this.#store.people.presence(id));
    const others = id !== this.#store.me.id;
    const mayManage = room.joined && this.#store.me.role !== "guest" && !room.info.is_general;
    const remove = hook('act="remove-member"', row);
    show(hook('act="message"', row), others);
    show(remove, others && mayManage && room.info.kind !== "direct");
    remove.setAttribute("aria-label", `Remove ${person.display_name} from the room`);
    setText(row.querySelector("[data-person-you]"), others ? "" : "you");
    return row;
  }
}
