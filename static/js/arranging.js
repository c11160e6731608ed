// @ts-check
/** @import {SectionShape} from "./types.d.ts" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { latest, roomName, unreadIn } from "./rooms.js";

/** What stands in which section of the sidebar, and in what order: as chat/views/sidebar.py. */

/** @type {Record<string, string>} */
const NAMES = { starred: "Starred", rooms: "Rooms", direct: "Direct messages" };

/** @param {SectionShape} section */
export function sectionName({ key, name }) {
  return name || (NAMES[key] ?? "");
}

/** Whether it is one of those that everyone has. @param {string} key */
export function isAlways(key) {
  return key in NAMES;
}

/**
 * The sections in their order with what is in them; rooms that are put away are nowhere.
 *
 * @param {Store} store
 * @returns {{section: SectionShape, rooms: Room[]}[]}
 */
export function arranged(store) {
  const { sections } = store.sidebar;
  /** @type {Map<string, Room[]>} */
  const inside = new Map(sections.map(({ key }) => [key, []]));
  for (const room of store.joined) {
    if (!room.info.archived) inside.get(sectionOf(room, inside))?.push(room);
  }
  return sections.map((section) => ({
    section,
    rooms: (inside.get(section.key) ?? []).sort(order(section.sort, store)),
  }));
}

/**
 * @param {Room} room
 * @param {{has: (key: string) => boolean}} sections
 */
function sectionOf({ info, mine }, sections) {
  if (mine?.starred) return "starred";
  const own = mine?.section ?? "";
  if (own && !isAlways(own) && sections.has(own)) return own;
  return info.kind === "direct" ? "direct" : "rooms";
}

/**
 * @param {string} sort
 * @param {Store} store
 * @returns {(a: Room, b: Room) => number}
 */
function order(sort, store) {
  if (sort === "latest") return (a, b) => latest(b).localeCompare(latest(a)) || b.id - a.id;
  const read = (/** @type {Room} */ room) => Number(sort === "unread" && unreadIn(room) === 0);
  return (a, b) =>
    read(a) - read(b) ||
    Number(b.info.is_general) - Number(a.info.is_general) ||
    roomName(a.info, store).localeCompare(roomName(b.info, store));
}
