// @ts-check
/** @import {Person} from "../types.d.ts" */
/** @import {Around} from "./view.js" */
/** @import {Entry} from "./view.js" */
/** @import {Room} from "../store/room.js" */
/** @import {Store} from "../store.js" */
import { clone, hook, maybe, setText, show } from "../dom.js";
import { fillFaces } from "../faces.js";
import { fillPresence } from "../header_view.js";
import { optionName } from "../listbox.js";
import { toast } from "../notices.js";
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
} from "../rooms.js";
import { fillAvatar } from "../timeline/avatar.js";

/**
 * Rooms and people: unread rooms first, the open one last, then the people one has not written
 * with. Those that are put away are found by name alone.
 *
 * @param {Around} around
 * @param {boolean} named
 * @returns {Entry[]}
 */
export function places({ store, commands, go, current }, named) {
  const rank = (/** @type {Room} */ room) =>
    room.id === current() ? -1 : unreadIn(room) > 0 ? 1 : 0;
  const rooms = [...starredRooms(store), ...directRooms(store), ...namedRooms(store)].sort(
    (a, b) => rank(b) - rank(a),
  );
  if (named) rooms.push(...archivedRooms(store));
  const spoken = new Set(rooms.map((room) => otherPerson(room.info, store)?.id));
  const people = store.people.all().filter((p) => p.is_active && !spoken.has(p.id));
  return [
    ...rooms.map((room) => roomEntry(room, store, () => go(room.id), room.id === current())),
    ...people.map((person) => personEntry(person, store, () => {
      commands.rooms.openDirect(person.id).then(go, (error) => toast(error.message));
    })),
  ];
}

/**
 * @param {Room} room
 * @param {Store} store
 * @param {() => void} run
 * @param {boolean} open
 * @returns {Entry}
 */
function roomEntry(room, store, run, open) {
  const person = otherPerson(room.info, store);
  const others = othersIn(room.info, store).flatMap(namesOf);
  const names = person ? namesOf(person) : [roomName(room.info, store), ...others];
  const key = open ? "" : `room ${room.id}`; // one does not go where one is
  return { key, names, run, row: () => roomRow(room, person, store) };
}

/**
 * @param {Room} room
 * @param {Person | null} person
 * @param {Store} store
 */
function roomRow(room, person, store) {
  const row = clone("option");
  row.dataset.kind = person ? "person" : kindOf(room.info);
  fillFaces(maybe("faces", row), othersIn(room.info, store));
  setText(optionName(row), roomName(room.info, store));
  const hint = room.info.archived ? "Archived" : room.info.topic;
  setText(hook("option-hint", row), person ? `@${person.username}` : hint);
  const unread = unreadIn(room);
  setText(maybe("room-unread", row), unreadText(unread));
  show(maybe("room-unread", row), unread > 0);
  if (person) fillFace(row, person, store);
  return row;
}

/**
 * @param {Person} person
 * @param {Store} store
 * @param {() => void} run
 * @returns {Entry}
 */
function personEntry(person, store, run) {
  const row = () => {
    const element = clone("option");
    element.dataset.kind = "person";
    setText(optionName(element), person.display_name);
    setText(hook("option-hint", element), `@${person.username}`);
    fillFace(element, person, store);
    return element;
  };
  return { key: `person ${person.id}`, names: namesOf(person), run, row };
}

/**
 * @param {HTMLElement} row
 * @param {Person} person
 * @param {Store} store
 */
function fillFace(row, person, store) {
  fillAvatar(maybe("avatar", row), person);
  fillPresence(maybe("presence", row), store.people.presence(person.id));
}

/** @param {Person} person */
function namesOf(person) {
  return [person.display_name, person.username];
}
