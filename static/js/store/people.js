// @ts-check
/** @import {GroupShape, MessageShape, Person, Presence} from "../types.d.ts" */
/** @typedef {{user: number, state: string}} PresenceChange */

/** How long someone is taken to type after the last word of it. */
export const TYPING_MS = 6_000;

/** Everyone this user may know of, and who of them is there. */
export class People {
  /** @type {Map<number, Person>} */
  #people = new Map();
  /** @type {Map<number, string>} */
  #states = new Map();
  /** Whom one name mentions. @type {Map<number, GroupShape>} */
  groups = new Map();
  /** What was heard last of each since `ask`. @type {Map<number, PresenceChange> | null} */
  #heard = null;

  /** @param {GroupShape[]} groups all there are */
  setGroups(groups) {
    this.groups = new Map(groups.map((group) => [group.id, group]));
  }

  /** @param {GroupShape} group */
  putGroup(group) {
    if (group.active) this.groups.set(group.id, group);
    else this.groups.delete(group.id);
  }

  /** How many of those whom this user may see are connected, at their client or not. */
  get online() {
    return [...this.#states.values()].filter((state) => state !== "offline").length;
  }

  /** @param {Person} person */
  put(person) {
    this.#people.set(person.id, person);
  }

  /**
   * The person as last heard of, which may be newer than the copy a message carries.
   *
   * @template {Person | null} P
   * @param {P} person
   * @returns {P | Person}
   */
  current(person) {
    return (person && this.#people.get(person.id)) ?? person;
  }

  /** @param {number} id */
  get(id) {
    return this.#people.get(id);
  }

  /** @returns {Person[]} by name */
  all() {
    return [...this.#people.values()].sort((a, b) => a.display_name.localeCompare(b.display_name));
  }

  /** Call it before asking for everyone's presence: what is heard from here on is newer than the
   * answer may be. */
  ask() {
    this.#heard = new Map();
  }

  /** @param {Presence} presence everyone's, at once */
  setPresence(presence) {
    this.#states = new Map(Object.entries(presence.states).map(([id, s]) => [Number(id), s]));
    for (const change of this.#heard?.values() ?? []) this.#change(change);
    this.#heard = null;
  }

  /** @param {PresenceChange} change */
  changePresence(change) {
    this.#heard?.set(change.user, change);
    this.#change(change);
  }

  /** @param {PresenceChange} change */
  #change({ user, state }) {
    this.#states.set(user, state);
  }

  /** @param {number} id */
  presence(id) {
    return this.#states.get(id) ?? "offline";
  }

  /** Takes in the people whom a message names, where nothing newer is known.
   * @param {MessageShape} message */
  meet({ author, subject }) {
    for (const person of [author, subject]) {
      if (person && !this.#people.has(person.id)) this.#people.set(person.id, person);
    }
  }
}

/** Who types where. It lapses by itself and may be lost. */
export class Typing {
  /** @type {Map<number, Map<number, {name: string, until: number}>>} */
  #rooms = new Map();

  /**
   * @param {{room: number, user: number, display_name: string, active: boolean}} event
   * @param {number} now
   */
  take({ room, user, display_name: name, active }, now) {
    const typists = this.#rooms.get(room) ?? new Map();
    this.#rooms.set(room, typists);
    if (active) typists.set(user, { name, until: now + TYPING_MS });
    else typists.delete(user);
  }

  /**
   * Who sends has stopped typing, whatever order the two arrive in.
   *
   * @param {number} room
   * @param {number} user
   */
  stop(room, user) {
    return this.#rooms.get(room)?.delete(user) ?? false;
  }

  /**
   * @param {number} room
   * @param {number} now
   * @returns {string[]} the names of those who type there now
   */
  names(room, now) {
    const typists = this.#rooms.get(room) ?? new Map();
    for (const [user, { until }] of typists) if (until <= now) typists.delete(user);
    return [...typists.values()].map(({ name }) => name);
  }
}

/**
 * @param {string[]} names
 * @returns {string} the line beneath the composer
 */
export function typingLine(names) {
  if (names.length === 0) return "";
  if (names.length === 1) return `${names[0]} is typing…`;
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`;
  return "Several people are typing…";
}
