// @ts-check
/** @import {MessageShape, Person} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Room} from "../store/room.js" */
/** @import {Store} from "../store.js" */
import { wordsOf } from "../file_facts.js";
import { clone, hook, maybe, setText, show, within } from "../dom.js";
import { newId } from "../ids.js";
import { toast } from "../notices.js";
import { fillFaces } from "../faces.js";
import {
  directRooms,
  kindOf,
  mayWrite,
  namedRooms,
  otherPerson,
  othersIn,
  roomName,
  starredRooms,
} from "../rooms.js";
import { fillAvatar } from "../timeline/avatar.js";
import { attempt, dialog, openDialog } from "./dialog.js";
import { ListDialog } from "./lists.js";

/** @typedef {{room: Room | null, person: Person | null}} Place a room, or whom to open one with */

/**
 * Sends a message on to another room or to someone.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @returns {(message: MessageShape) => void} asks where to
 */
export function forwardDialog(store, commands) {
  /** @type {MessageShape | null} */
  let message = null;
  /** The same for every attempt: what is tried again is no second message. */
  let clientId = "";
  const element = dialog("forward");
  const list = new ListDialog("forward", "forward-list", names, row, async () => places(store));
  /** @type {WeakMap<HTMLElement, Place>} */
  const placeOf = new WeakMap();
  element?.addEventListener("click", (event) => {
    const chosen = within(event, 'act="forward-to"') && within(event, "forward-to");
    const place = chosen && placeOf.get(chosen);
    if (place) void attempt(element, () => send(place));
  });

  /** @param {Place} place */
  async function send(place) {
    if (!message) return;
    const to = place.room?.id ?? (await commands.rooms.openDirect(place.person?.id ?? 0));
    await commands.forward(message, to, clientId, comment().value);
    element?.close();
    toast(`Forwarded to ${nameOf(place)}.`);
  }

  function comment() {
    return /** @type {HTMLInputElement} */ (document.getElementById("forward-comment"));
  }

  /** @param {Place} place */
  function names(place) {
    return [nameOf(place), place.person?.username ?? ""];
  }

  /** @param {Place} place */
  function nameOf({ room, person }) {
    return room ? roomName(room.info, store) : (person?.display_name ?? "");
  }

  /** @param {Place} place */
  function row(place) {
    const made = clone("forward");
    const { room, person } = place;
    hook("glyph", made).dataset.kind = person ? "direct" : room ? kindOf(room.info) : "public";
    if (room) fillFaces(maybe("faces", made), othersIn(room.info, store));
    setText(hook("forward-name", made), nameOf(place));
    setText(hook("forward-hint", made), person ? `@${person.username}` : (room?.info.topic ?? ""));
    if (person) fillAvatar(maybe("avatar", made), person);
    hook('act="forward-to"', made).setAttribute("aria-label", `Send to ${nameOf(place)}`);
    placeOf.set(made, place);
    return made;
  }

  return (wanted) => {
    message = wanted;
    clientId = newId();
    setText(hook("forward-quote"), wordsOf(wanted));
    show(element && maybe("form-error", element), false);
    comment().value = "";
    list.items = places(store);
    openDialog("forward");
  };
}

/**
 * Where I may write: my rooms, then those I have not written with.
 *
 * @param {Store} store
 * @returns {Place[]}
 */
function places(store) {
  const rooms = [...starredRooms(store), ...directRooms(store), ...namedRooms(store)];
  const open = rooms.filter(({ info }) => mayWrite(info, store));
  const spoken = new Set(rooms.map(({ info }) => otherPerson(info, store)?.id));
  const people = store.people.all().filter((p) => p.is_active && !spoken.has(p.id));
  return [
    ...open.map((room) => ({ room, person: otherPerson(room.info, store) })),
    ...people.map((person) => ({ room: null, person })),
  ];
}
