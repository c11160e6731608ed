// @ts-check
/** @import {Person, RoomInfo} from "./types.d.ts" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */

/** How a room is called and ordered: as in chat/views/sidebar.py. */

/**
 * Whom a direct room is with: oneself in the room of one's own notes, null in other rooms and where
 * they are several.
 *
 * @param {RoomInfo} info
 * @param {Store} store
 * @returns {Person | null}
 */
export function otherPerson(info, store) {
  if (info.kind !== "direct" || info.group) return null;
  const other = info.people.find((person) => person.id !== store.me.id) ?? info.people[0] ?? null;
  return store.people.current(other);
}

/**
 * The others in a group of direct messages; nobody in other rooms.
 *
 * @param {RoomInfo} info
 * @param {Store} store
 * @returns {Person[]}
 */
export function othersIn(info, store) {
  if (!info.group) return [];
  const others = info.people.filter((person) => person.id !== store.me.id);
  return others.map((person) => store.people.current(person));
}

/**
 * The kind by which a room's sign is chosen.
 *
 * @param {RoomInfo} info
 */
export function kindOf(info) {
  return info.group ? "group" : info.kind;
}

/**
 * What several people are called: by the first word of each name, where that is one's alone.
 *
 * @param {Person[]} people
 */
export function together(people) {
  const firsts = people.map((person) => person.display_name.split(" ")[0] ?? "");
  const names = people.map((person, at) => {
    const first = firsts[at] ?? "";
    return firsts.indexOf(first) === firsts.lastIndexOf(first) ? first : person.display_name;
  });
  const last = names.pop() ?? "Only you";
  return names.length ? `${names.join(", ")} and ${last}` : last;
}

/**
 * @param {RoomInfo} info
 * @param {Store} store
 */
export function roomName(info, store) {
  if (info.kind !== "direct" || info.name) return info.name;
  if (info.group) return together(othersIn(info, store));
  const other = otherPerson(info, store);
  if (!other) return "Direct messages";
  return other.id === store.me.id ? `${other.display_name} (you)` : other.display_name;
}

/**
 * Whether I made the room or run the organisation.
 *
 * @param {RoomInfo} info
 * @param {Store} store
 */
export function isHost(info, store) {
  const { id, role } = store.me;
  if (info.kind === "direct" || role === "guest") return false;
  return role === "owner" || role === "admin" || info.host === id;
}

/**
 * Whether I may begin messages in a room that I am in.
 *
 * @param {RoomInfo} info
 * @param {Store} store
 */
export function mayWrite(info, store) {
  return !info.archived && (info.posting === "everyone" || isHost(info, store));
}

/**
 * A length of time in its largest whole unit, as chat/views/pages.py has it.
 *
 * @param {number} seconds
 */
export function pause(seconds) {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/**
 * Rooms that are put away, by name.
 *
 * @param {Store} store
 */
export function archivedRooms(store) {
  return store.joined
    .filter(({ info }) => info.archived)
    .sort((a, b) => a.info.name.localeCompare(b.info.name));
}

/**
 * Rooms by name, #general first, without those that are put away.
 *
 * @param {Store} store
 */
export function namedRooms(store) {
  return store.joined
    .filter(({ info, mine }) => info.kind !== "direct" && !info.archived && !mine?.starred)
    .sort(
      (a, b) =>
        Number(b.info.is_general) - Number(a.info.is_general) ||
        a.info.name.localeCompare(b.info.name),
    );
}

/**
 * What I keep at the top, by name.
 *
 * @param {Store} store
 */
export function starredRooms(store) {
  return store.joined
    .filter(({ info, mine }) => mine?.starred && !info.archived)
    .sort((a, b) => roomName(a.info, store).localeCompare(roomName(b.info, store)));
}

/**
 * How many are counted as unread: none in a room that I muted.
 *
 * @param {Room} room
 */
export function unreadIn({ mine, unread }) {
  return mine?.muted ? 0 : unread.count;
}

/**
 * Direct messages, the latest first.
 *
 * @param {Store} store
 */
export function directRooms(store) {
  return store.joined
    .filter(({ info, mine }) => info.kind === "direct" && !mine?.starred)
    .sort((a, b) => latest(b).localeCompare(latest(a)) || b.id - a.id);
}

/** When the last message was sent, to compare. @param {Room} room */
export function latest(room) {
  return room.lastAt ?? "";
}

/** @param {number} count */
export function unreadText(count) {
  return count > 999 ? "999+" : String(count || "");
}

/** @param {number} count of messages that mention me */
export function mentionText(count) {
  return count > 99 ? "@99+" : count ? `@${count}` : "";
}
