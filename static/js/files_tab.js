// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
/** @import {Times} from "./times.js" */
import { hook } from "./dom.js";

/**
 * The room's files, in its details: loaded when they come into view, for whichever room is open.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {Times} times
 * @param {Conversation} conversation
 */
export function listenForFiles(store, commands, times, conversation) {
  const panel = hook("room-files");
  let seen = false;
  /** @type {Promise<import("./files/list.js").FilesList> | undefined} */
  let list;
  const look = async () => {
    const { room } = conversation;
    if (!seen || !room) return;
    list ??= import("./files/list.js").then(({ FilesList }) => {
      return new FilesList(panel, store, commands, times);
    });
    list.catch(() => (list = undefined));
    (await list).open(room.id);
  };
  new IntersectionObserver((entries) => {
    const now = entries.some(({ isIntersecting }) => isIntersecting);
    if (now === seen) return;
    seen = now;
    void look();
  }).observe(panel);
  conversation.signals.on("opened", () => void look());
}
