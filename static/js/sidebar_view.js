// @ts-check
/** @import {SectionShape} from "./types.d.ts" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { arranged, sectionName } from "./arranging.js";
import { arrange, clone, hook, hooks, maybe, setAttribute, setText, show, soon } from "./dom.js";
import { fillFaces } from "./faces.js";
import { fillPresence } from "./header_view.js";
import { fillStatus } from "./person_status.js";
import {
  kindOf,
  mentionText,
  otherPerson,
  othersIn,
  roomName,
  unreadIn,
  unreadText,
} from "./rooms.js";
import { fillAvatar } from "./timeline/avatar.js";

/** The rooms at the side, each with what is unread, and how many people are online. */
export class SidebarView {
  /** @type {number | null} */
  current = null;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  #store;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    for (const row of hooks("room", hook("sidebar"))) this.#rows.set(Number(row.dataset.room), row);
    const patch = soon(() => this.patch());
    for (const topic of ["rooms", "unread", "info", "person", "presence", "draft"]) {
      store.signals.on(topic, patch);
    }
  }

  /** @param {number | null} id */
  open(id) {
    this.current = id;
    this.patch();
  }

  patch() {
    this.#patchSections();
    for (const count of hooks("online-count")) {
      setText(count, String(this.#store.people.online));
    }
    const elsewhere = this.#store.joined.some((r) => r.id !== this.current && unreadIn(r) > 0);
    show(maybe("unread-elsewhere"), elsewhere);
    const me = this.#store.people.current(this.#store.me);
    setText(maybe("my-name"), me.display_name);
    fillAvatar(maybe("avatar", hook("account-button")), me);
  }

  #patchSections() {
    const sections = arranged(this.#store);
    const elements = sections.map(({ section, rooms }) => this.#patchSection(section, rooms));
    arrange(hook("sections"), elements);
  }

  /**
   * @param {SectionShape} section
   * @param {Room[]} rooms
   */
  #patchSection(section, rooms) {
    const { key, folded } = section;
    const element = maybe(`section="${key}"`) ?? madeSection(key);
    setText(hook("section-name", element), sectionName(section));
    setAttribute(hook("section-more", element), "aria-label", `Arrange ${sectionName(section)}`);
    setAttribute(hook("fold", element), "aria-expanded", String(!folded));
    arrange(hook("rooms", element), rooms.map((room) => this.#patchRow(room)));
    show(element, key !== "starred" || rooms.length > 0);
    show(hook("rooms-empty", element), rooms.length === 0);
    return element;
  }

  /** @param {Room} room */
  #patchRow(room) {
    const row = this.#rows.get(room.id) ?? clone("room");
    this.#rows.set(room.id, row);
    row.dataset.room = String(room.id);
    const link = hook("room-link", row);
    const unread = unreadIn(room);
    setAttribute(link, "href", `/r/${room.id}/`);
    setAttribute(link, "data-kind", kindOf(room.info));
    setAttribute(link, "aria-current", room.id === this.current ? "page" : null);
    setAttribute(link, "data-unread", unread ? "" : null);
    setAttribute(link, "data-muted", room.mine?.muted ? "" : null);
    setText(hook("room-name", row), roomName(room.info, this.#store));
    setText(hook("room-unread", row), unreadText(unread));
    show(hook("room-unread", row), unread > 0);
    fillMentions(hook("room-mentions", row), room);
    show(maybe("room-draft", row), room.id !== this.current && this.#store.drafts.in(room.id));
    this.#patchGlyph(row, room);
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Room} room
   */
  #patchGlyph(row, { info }) {
    const other = otherPerson(info, this.#store);
    fillFaces(maybe("faces", row), othersIn(info, this.#store));
    fillStatus(maybe("person-status", row), other);
    if (!other) return;
    fillAvatar(maybe("avatar", row), other);
    fillPresence(maybe("room-presence", row), this.#store.people.presence(other.id));
  }
}

/**
 * @param {HTMLElement} badge
 * @param {Room} room
 */
function fillMentions(badge, { info, mentions: { count } }) {
  // In direct messages every message is for me: what is unread says it.
  const shown = info.kind === "direct" ? 0 : count;
  setText(badge, mentionText(shown));
  setAttribute(badge, "title", `${shown} that mention you`);
  show(badge, shown > 0);
}

/** @param {string} key */
function madeSection(key) {
  const element = clone("section");
  element.dataset.section = key;
  hook("rooms", element).id = `list-${key}`;
  hook("rooms", element).dataset.rooms = key;
  setAttribute(hook("fold", element), "aria-controls", `list-${key}`);
  return element;
}
