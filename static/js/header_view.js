// @ts-check
/** @import {RoomInfo} from "./types.d.ts" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { hook, hooks, maybe, setAttribute, setText, show } from "./dom.js";
import { fillFaces } from "./faces.js";
import { isHost, kindOf, mayWrite, otherPerson, othersIn, pause, roomName } from "./rooms.js";
import { fillAvatar } from "./timeline/avatar.js";

/** What the page says of the open room: its name, topic, glyph, and whether one is in it. */
export class HeaderView {
  #store;
  /** @type {Room | null} */
  #room = null;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    const patch = (/** @type {number} */ id) => {
      if (id === this.#room?.id) this.patch();
    };
    store.signals.on("info", patch);
    store.signals.on("unread", patch); // joined or left
    store.signals.on("person", () => this.patch());
    store.signals.on("presence", () => this.#patchPresence());
  }

  /** @param {Room} room */
  open(room) {
    this.#room = room;
    this.patch();
  }

  patch() {
    const room = this.#room;
    if (!room) return;
    const { info } = room;
    const main = hook("conversation");
    main.dataset.roomKind = info.kind;
    setAttribute(main, "data-preview", room.joined ? null : "");
    for (const element of this.#within("kind")) element.dataset.kind = kindOf(info);
    this.#patchWords(room);
    this.#patchJoined(room);
    this.#patchPresence();
  }

  /** @param {Room} room */
  #patchWords({ info }) {
    const name = roomName(info, this.#store);
    for (const element of this.#within("title")) setText(element, name);
    for (const element of this.#within("topic")) {
      setText(element, info.topic);
      if (element.title || element.matches("header *")) element.title = info.topic;
    }
    for (const element of this.#within("member-count")) {
      setText(element, String(info.member_count || ""));
    }
    const other = otherPerson(info, this.#store);
    const others = othersIn(info, this.#store);
    for (const faces of this.#within("faces")) fillFaces(faces, others);
    for (const avatar of this.#within("avatar")) fillAvatar(avatar, other);
    const placeholder = `Message ${info.kind === "public" ? "#" : ""}${name}`;
    setAttribute(hook("input"), "placeholder", placeholder);
    setAttribute(hook("input"), "aria-label", placeholder);
  }

  /** @param {Room} room */
  #patchJoined({ joined, info, mine }) {
    show(maybe("join-bar"), !joined && info.kind === "public" && !info.archived);
    this.#patchRules(joined, info);
    show(maybe("room-prefs"), joined);
    for (const name of /** @type {const} */ (["starred", "muted"])) {
      setAttribute(maybe(`pref="${name}"`), "aria-pressed", String(mine?.[name] ?? false));
    }
    show(maybe("room-buttons"), joined);
    show(hook("details"), true);
    for (const element of [hook("open-details"), ...this.#within("kind")]) show(element, true);
    const form = maybe("join-bar")?.querySelector("form");
    if (form) form.action = `/r/${info.id}/join/`;
  }

  /**
   * @param {boolean} joined
   * @param {RoomInfo} info
   */
  #patchRules(joined, info) {
    const open = mayWrite(info, this.#store);
    show(hook("composer"), joined && open);
    show(maybe("closed-bar"), joined && !open);
    show(maybe('closed="archived"'), info.archived);
    show(maybe('closed="hosts"'), !info.archived);
    const host = isHost(info, this.#store);
    show(maybe('act="restore"'), info.archived && host);
    const slow = maybe("slow", hook("composer"));
    show(slow, info.slow_seconds > 0 && !host);
    setText(slow, `Slow mode: a message every ${pause(info.slow_seconds)}`);
  }

  #patchPresence() {
    const other = this.#room && otherPerson(this.#room.info, this.#store);
    if (!other) return;
    const state = this.#store.people.presence(other.id);
    for (const dot of hooks("room-presence", hook("room-header"))) fillPresence(dot, state);
  }

  /** Those that are about the room, not of another list. @param {string} name */
  #within(name) {
    const places = [hook("conversation"), hook("details")];
    return places
      .flatMap((place) => hooks(name, place))
      .filter((e) => !e.closest("[data-rows], [data-members], [data-faces] > *"));
  }
}

/**
 * @param {HTMLElement | null} dot
 * @param {string} state
 */
export function fillPresence(dot, state) {
  setAttribute(dot, "data-state", state);
  setAttribute(dot, "aria-label", state);
}
