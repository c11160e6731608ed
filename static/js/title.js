// @ts-check
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
import { soon } from "./dom.js";
import { mentionText, roomName, unreadIn } from "./rooms.js";
import { viewTitle } from "./views.js";

/**
 * Keeps the tab's title: what is unread, the room, the organisation.
 *
 * @param {Store} store
 * @param {Conversation | null} conversation
 * @param {string} organisation
 */
export function keepTitle(store, conversation, organisation) {
  const shown = document.title.replace(/^\([@\d+ ·]+\) /, "");
  const patch = soon(() => {
    const room = conversation?.room;
    const view = viewTitle();
    const page = view ? `${view} · ${organisation}` : room ? `${roomName(room.info, store)} · ${organisation}` : shown;
    const title = badge(unreadOf(store), mentionsOf(store)) + page;
    if (document.title !== title) document.title = title;
  });
  for (const topic of ["rooms", "unread", "info", "person", "view"]) store.signals.on(topic, patch);
  conversation?.signals.on("opened", patch);
  patch();
}

/** @param {Store} store */
function unreadOf(store) {
  return store.joined.reduce((sum, room) => sum + unreadIn(room), 0);
}

/** @param {Store} store */
function mentionsOf(store) {
  return store.joined.reduce((sum, room) => sum + room.mentions.count, 0);
}

/**
 * What is unread, and before it what of that mentions me: `(@2 · 14) `.
 *
 * @param {number} unread
 * @param {number} [mentions]
 */
export function badge(unread, mentions = 0) {
  if (!unread) return "";
  const count = unread > 99 ? "99+" : String(unread);
  return mentions ? `(${mentionText(mentions)} · ${count}) ` : `(${count}) `;
}
