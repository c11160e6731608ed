// @ts-check
/** @import {FollowedThread, MessageShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { arrange, clone, hook, maybe, setAttribute, setText, show, soon } from "../dom.js";
import { pathOf } from "../navigation.js";
import { roomName } from "../rooms.js";
import { fillAvatar } from "../timeline/avatar.js";
import { repliesText } from "../timeline/thread_line.js";
import { dialog } from "./dialog.js";

const SHOWN = 240;

/**
 * The threads that I follow, those with something unread first; and how many those are, at the
 * side.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function threadsDialog(store, commands) {
  const element = dialog("threads");
  if (!element) return;
  const count = soon(() => {
    const { waiting } = store.threads;
    setText(maybe("threads-count"), String(waiting || ""));
    show(maybe("threads-count"), waiting > 0);
    setAttribute(maybe("threads-link"), "data-unread", waiting ? "" : null);
  });
  const load = soon(() => {
    if (element.open) void fill(element, store, commands);
  });
  for (const topic of ["threads", "rooms"]) store.signals.on(topic, count);
  store.signals.on("threads", load);
  element.addEventListener("opening", () => void fill(element, store, commands));
  count();
}

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {Commands} commands
 */
async function fill(element, store, commands) {
  const said = hook("threads-none", element);
  try {
    const threads = await commands.threads.list();
    arrange(hook("threads-list", element), threads.map((thread) => row(thread, store)));
    setText(said, said.dataset.nothing ?? "");
    show(said, threads.length === 0);
  } catch (error) {
    setText(said, /** @type {Error} */ (error).message);
    show(said, true);
  }
}

/**
 * @param {FollowedThread} thread
 * @param {Store} store
 */
function row({ mine, root, latest }, store) {
  const element = clone("followed");
  const room = store.rooms.get(root.room);
  const name = room ? roomName(room.info, store) : "";
  const unread = store.threads.unreadIn(mine.root);
  const link = hook("followed-link", element);
  setAttribute(link, "href", pathOf({ room: root.room, seq: null, thread: root.id }));
  setAttribute(link, "data-unread", unread ? "" : null);
  fillAvatar(hook("avatar", element), store.people.current(root.author));
  setText(hook("followed-place", element), room?.info.kind === "public" ? `#${name}` : name);
  setText(hook("followed-root", element), said(root, store));
  setText(hook("followed-latest", element), latest ? said(latest, store) : "");
  setText(hook("followed-replies", element), repliesText(root.thread?.replies ?? 0));
  setText(hook("followed-unread", element), unread ? String(unread) : "");
  show(hook("followed-unread", element), unread > 0);
  return element;
}

/**
 * @param {MessageShape} message
 * @param {Store} store
 */
function said({ author, text, deleted }, store) {
  const name = store.people.current(author)?.display_name ?? "Former member";
  // Isolated: a name that runs the other way does not turn the sentence.
  return `\u2068${name}\u2069: ${deleted ? "deleted" : text.slice(0, SHOWN)}`;
}
