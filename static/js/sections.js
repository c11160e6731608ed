// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
import { hook, maybe, within } from "./dom.js";
import { toast } from "./notices.js";

const ROOM = "application/x-hearth-room";
const SECTION = "application/x-hearth-section";

/**
 * The sections of the sidebar: folded, dragged into, and arranged by menus, which are loaded when
 * one is first opened.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {Conversation | null} conversation
 */
export function listenForSections(store, commands, conversation) {
  const list = hook("sections");
  /** @type {Promise<import("./section_menus.js").SectionMenus> | null} */
  let loading = null;
  const menus = async () => {
    loading ??= import("./section_menus.js").then(({ SectionMenus }) => new SectionMenus(store, commands));
    return loading.catch((error) => {
      loading = null;
      throw error;
    });
  };
  list.addEventListener("click", (event) => {
    const section = within(event, "section")?.dataset.section ?? "";
    const fold = within(event, "fold");
    if (fold) commands.sections.fold(section, fold.ariaExpanded === "true");
    const more = within(event, "section-more");
    if (more) menus().then((m) => m.openSection(section, more), fails);
  });
  list.addEventListener("contextmenu", (event) => {
    const row = within(event, "room");
    if (!row) return;
    event.preventDefault();
    menus().then((m) => m.openRoom(Number(row.dataset.room), hook("room-link", row)), fails);
  });
  maybe("arrange-room")?.addEventListener("click", (event) => {
    const room = conversation?.room;
    const button = within(event, "arrange-room");
    if (room && button) menus().then((m) => m.openRoom(room.id, button), fails);
  });
  listenForDrag(list, store, commands);
}

/** @param {Error} error */
function fails(error) {
  toast(error.message);
}

/**
 * @param {HTMLElement} list
 * @param {Store} store
 * @param {Commands} commands
 */
function listenForDrag(list, store, commands) {
  list.addEventListener("dragstart", ({ target, dataTransfer }) => {
    const at = target instanceof Element ? target : null;
    const room = at?.closest("[data-room]")?.getAttribute("data-room");
    const section = at?.closest("[data-section]")?.getAttribute("data-section") ?? "";
    dataTransfer?.setData(room ? ROOM : SECTION, room ?? section);
  });
  const over = (/** @type {HTMLElement | null} */ section) => {
    for (const other of list.children) other.toggleAttribute("data-drop", other === section);
  };
  list.addEventListener("dragover", (event) => {
    const types = event.dataTransfer?.types ?? [];
    if (!types.includes(ROOM) && !types.includes(SECTION)) return;
    event.preventDefault();
    over(within(event, "section"));
  });
  list.addEventListener("dragend", () => over(null));
  list.addEventListener("drop", (event) => {
    const key = within(event, "section")?.dataset.section;
    const room = Number(event.dataTransfer?.getData(ROOM));
    const moved = event.dataTransfer?.getData(SECTION);
    over(null);
    if (!key || (!room && !moved)) return;
    event.preventDefault();
    const done = room ? putIn(store, commands, room, key) : move(commands, moved ?? "", key);
    done.catch(fails);
  });
}

/**
 * @param {Store} store
 * @param {Commands} commands
 * @param {number} room
 * @param {string} key of the section that it was let go over
 */
async function putIn(store, commands, room, key) {
  const mine = store.rooms.get(room)?.mine;
  if (key === "starred") return commands.rooms.setPrefs(room, { starred: true });
  const section = key === "rooms" || key === "direct" ? "" : key;
  if (mine?.starred) await commands.rooms.setPrefs(room, { starred: false });
  if (mine?.section !== section) await commands.sections.put(room, section);
  return undefined;
}

/**
 * @param {Commands} commands
 * @param {string} moved
 * @param {string} before
 */
async function move(commands, moved, before) {
  if (moved !== before) await commands.sections.update(moved, { before });
}
