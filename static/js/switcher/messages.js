// @ts-check
/** @import {SearchHit} from "../types.d.ts" */
/** @import {Around, Entry} from "./view.js" */
import { clone, hook, maybe, setText } from "../dom.js";
import { optionName } from "../listbox.js";
import { roomName } from "../rooms.js";
import { marked } from "../search/marks.js";
import { fillAvatar } from "../timeline/avatar.js";

const SHOWN = 5;

/**
 * The newest messages that have these words.
 *
 * @param {Around} around
 * @param {string} words
 * @returns {Promise<Entry[]>}
 */
export async function messagesWith(around, words) {
  const page = await around.commands.search.find(words, { limit: SHOWN });
  return page.hits.map((hit) => messageEntry(around, hit));
}

/**
 * The way to all that are found.
 *
 * @param {string} words
 * @returns {Entry}
 */
export function searchEntry(words) {
  const row = () => {
    const element = clone("option");
    element.dataset.kind = "search";
    setText(optionName(element), `Search messages for “${words}”`);
    return element;
  };
  const run = () => location.assign(`/search/?q=${encodeURIComponent(words)}`);
  return { key: "", names: [], run, row };
}

/**
 * @param {Around} around
 * @param {SearchHit} hit
 * @returns {Entry}
 */
function messageEntry({ store, goTo }, hit) {
  const { message } = hit;
  const info = store.rooms.get(message.room)?.info;
  const place = info ? roomName(info, store) : hit.room_name;
  const row = () => {
    const element = clone("option");
    element.dataset.kind = "person";
    if (message.author) fillAvatar(maybe("avatar", element), message.author);
    maybe("presence", element)?.remove();
    setText(optionName(element), message.author?.display_name ?? "Former member");
    hook("option-hint", element).replaceChildren(...hit.excerpt.map(marked));
    setText(hook("option-note", element), info?.kind === "direct" ? place : `#${place}`);
    return element;
  };
  const thread = message.in_room ? null : message.thread_root;
  return { key: "", names: [], run: () => goTo(message.room, message.seq, thread), row };
}
