// @ts-check
/** @import {RoomInfo} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Conversation} from "../conversation.js" */
/** @import {Store} from "../store.js" */
import { clone, hook, maybe, postsTo, setText, show, within } from "../dom.js";
import { toast } from "../notices.js";
import { isHost, pause, roomName } from "../rooms.js";
import { confirmed, dialog, onSubmit } from "./dialog.js";
import { ListDialog } from "./lists.js";

/**
 * @param {Commands} commands
 * @param {(room: number) => void} go
 */
export function createRoomDialog(commands, go) {
  const form = dialog("create-room")?.querySelector("form");
  dialog("create-room")?.addEventListener("opening", () => form?.reset());
  onSubmit("create-room", async (fields) => {
    const room = await commands.rooms.create({
      name: String(fields.get("name")),
      kind: String(fields.get("kind")),
      topic: String(fields.get("topic") ?? ""),
    });
    go(room);
  });
}

/**
 * The public rooms: to look into, and to join.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function browseDialog(store, commands) {
  new ListDialog(
    "browse",
    "browse-list",
    ({ room }) => [room.name, room.topic],
    browseRow,
    async () => {
      const rooms = await commands.rooms.browse();
      for (const { room } of rooms) store.look(room);
      return rooms;
    },
  );
}

/** @param {{room: RoomInfo, joined: boolean}} item */
function browseRow({ room, joined }) {
  const row = clone("browse");
  row.dataset.browse = String(room.id);
  hook("room-link", row).setAttribute("href", `/r/${room.id}/`);
  setText(hook("room-name", row), room.name);
  setText(hook("topic", row), room.topic);
  const members = room.member_count === 1 ? "member" : "members";
  setText(hook("member-count", row), `${room.member_count} ${members}`);
  show(hook("joined-mark", row), joined);
  show(maybe("archived-mark", row), room.archived);
  show(row.querySelector("form"), !joined && !room.archived);
  return row;
}

/**
 * Joins from any `[data-act="join"]`: in the list of rooms, or beneath a room one looks in on.
 * Before the connection stands the form itself asks.
 *
 * @param {Commands} commands
 * @param {Conversation | null} conversation
 * @param {(room: number) => void} go
 */
export function listenForJoin(commands, conversation, go) {
  document.addEventListener("click", (event) => {
    const button = within(event, 'act="join"');
    const listed = within(event, "browse")?.dataset.browse;
    const room = listed ? Number(listed) : conversation?.room?.id;
    if (!button || !room) return;
    if (!commands.canAsk && postsTo(button, `/r/${room}/join/`)) return;
    event.preventDefault();
    commands.rooms
      .join(room)
      .then(() => {
        dialog("browse")?.close();
        go(room);
      })
      .catch((error) => toast(error.message));
  });
}

/**
 * The open room's name and topic, its rules, and leaving it.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {Conversation} conversation
 */
export function roomSettingsDialog(store, commands, conversation) {
  const element = dialog("room-settings");
  const form = element?.querySelector("form");
  if (!element || !form) return;
  element.addEventListener("opening", () => {
    const { room } = conversation;
    if (!room) return;
    field(form, "name").value = room.info.name;
    field(form, "name").required = !room.info.group;
    field(form, "name").placeholder = room.info.group ? roomName(room.info, store) : "";
    field(form, "topic").value = room.info.topic;
    const host = isHost(room.info, store);
    field(form, "posting").value = room.info.posting;
    chooseSlow(form, room.info.slow_seconds);
    show(maybe("rules-area", element), host);
    show(maybe("archive-area", element), host && !room.info.is_general && !room.info.archived);
    show(maybe("form-part", element), store.me.role !== "guest" && !room.info.archived);
    show(maybe("leave-area", element), room.joined && !room.info.is_general);
    show(maybe("form-error", element), false);
  });
  onSubmit("room-settings", async (fields) => {
    const { room } = conversation;
    if (!room) return;
    const name = String(fields.get("name")).trim();
    const topic = String(fields.get("topic")).trim();
    await commands.rooms.update(room.id, {
      ...(name === room.info.name ? {} : { name }),
      ...(topic === room.info.topic ? {} : { topic }),
    });
    await saveRules(commands, room.info, fields, isHost(room.info, store));
  });
  hook('act="archive"', element).addEventListener("click", () => {
    element.close();
    void archive(commands, conversation);
  });
  maybe('act="restore"')?.addEventListener("click", () => {
    const { room } = conversation;
    if (room) commands.rooms.setArchived(room.id, false).catch((error) => toast(error.message));
  });
  hook('act="leave"', element).addEventListener("click", () => {
    element.close();
    void leave(commands, conversation, store);
  });
}

/**
 * @param {Commands} commands
 * @param {RoomInfo} info as it is now
 * @param {FormData} fields
 * @param {boolean} host
 */
async function saveRules(commands, info, fields, host) {
  const posting = String(fields.get("posting"));
  const slow = Number(fields.get("slow_seconds"));
  if (!host || (posting === info.posting && slow === info.slow_seconds)) return;
  await commands.rooms.setRules(info.id, { posting, slow_seconds: slow });
}

/**
 * Shows a pause that is not in the list, as a script may have set it, too.
 *
 * @param {HTMLFormElement} form
 * @param {number} seconds
 */
function chooseSlow(form, seconds) {
  const list = /** @type {HTMLSelectElement} */ (form.elements.namedItem("slow_seconds"));
  if (![...list.options].some((option) => option.value === String(seconds))) {
    list.add(new Option(`A message every ${pause(seconds)}`, String(seconds)));
  }
  list.value = String(seconds);
}

/**
 * @param {Commands} commands
 * @param {Conversation} conversation
 */
async function archive(commands, conversation) {
  const { room } = conversation;
  if (!room) return;
  const title = `Archive ${room.info.name}?`;
  const text = "Everyone can still read and find what was written. You can bring it back.";
  if (!(await confirmed({ title, text, ok: "Archive" }))) return;
  await commands.rooms.setArchived(room.id, true).catch((error) => toast(error.message));
}

/**
 * @param {Commands} commands
 * @param {Conversation} conversation
 * @param {Store} store
 */
async function leave(commands, conversation, store) {
  const { room } = conversation;
  if (!room) return;
  const { info } = room;
  const text = info.group
    ? "You cannot come back to it. The same people can begin another."
    : info.kind === "private"
      ? "It is private: someone in it has to add you again."
      : "You can join it again at any time.";
  if (!(await confirmed({ title: `Leave ${roomName(info, store)}?`, text, ok: "Leave" }))) return;
  await commands.rooms.leave(room.id).catch((error) => toast(error.message));
}

/**
 * Stars and mutes the open room, from its details.
 *
 * @param {Commands} commands
 * @param {Conversation} conversation
 */
export function listenForPrefs(commands, conversation) {
  hook("room-prefs").addEventListener("click", (event) => {
    const button = within(event, "pref");
    const { room } = conversation;
    if (!button || !room) return;
    const wanted = button.getAttribute("aria-pressed") !== "true";
    commands.rooms
      .setPrefs(room.id, { [button.dataset.pref ?? ""]: wanted })
      .catch((error) => toast(error.message));
  });
}

/**
 * Removes someone from the open room, from its list of members.
 *
 * @param {Commands} commands
 * @param {Conversation} conversation
 */
export function listenForRemoveMember(commands, conversation) {
  hook("members").addEventListener("click", async (event) => {
    const row = within(event, "member");
    const { room } = conversation;
    if (!within(event, 'act="remove-member"') || !row || !room) return;
    const name = hook("person-name", row).textContent ?? "";
    const title = `Remove ${name}?`;
    const text = `${name} will no longer see what is written in ${room.info.name}.`;
    if (!(await confirmed({ title, text, ok: "Remove" }))) return;
    await commands.rooms
      .removeMember(room.id, Number(row.dataset.member))
      .catch((error) => toast(error.message));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
