// @ts-check
/** @import {MessageShape} from "../types.d.ts" */
/** @import {Store} from "../store.js" */
/** @import {Times} from "../times.js" */
import { arrange, clone, hook, maybe, setAttribute, setText, show } from "../dom.js";
import { pathOf } from "../navigation.js";
import { fillAvatar } from "./avatar.js";

/**
 * What a message says of threads: beneath one that has replies, how many and by whom; above a
 * reply that was sent to the room too, which thread it is from.
 *
 * @param {HTMLElement} article
 * @param {MessageShape} message
 * @param {Store} store
 * @param {Times} times
 */
export function fillThread(article, message, store, times) {
  fillLine(article, message, store, times);
  const held = maybe("thread-origin", article);
  if (!message.thread_root || !message.in_room || message.deleted) held?.remove();
  else if (!held) {
    const origin = clone("thread-origin");
    const { room, seq, thread_root: thread } = message;
    setAttribute(origin, "href", pathOf({ room, seq, thread }));
    hook("body", article).before(origin);
  }
}

/**
 * @param {HTMLElement} article
 * @param {MessageShape} message
 * @param {Store} store
 * @param {Times} times
 */
function fillLine(article, message, store, times) {
  const held = maybe("thread-link", article);
  if (!message.thread) {
    held?.remove();
    return;
  }
  const line = held ?? clone("thread-line");
  if (!held) article.append(line);
  const { replies, last_at: lastAt, people } = message.thread;
  const { day, time } = times.moment(lastAt);
  const unread = store.threads.unreadIn(message.id);
  setAttribute(line, "href", pathOf({ room: message.room, seq: null, thread: message.id }));
  setText(hook("thread-count", line), repliesText(replies));
  setText(hook("thread-last", line), `${times.dayText(day)} at ${time}`);
  setText(hook("thread-unread", line), `${unread} new`);
  show(hook("thread-unread", line), unread > 0);
  fillFaces(hook("thread-faces", line), people, store);
}

/** As in templates/chat/_thread_line.html. @param {number} count */
export function repliesText(count) {
  return `${count} ${count === 1 ? "reply" : "replies"}`;
}

/**
 * @param {HTMLElement} place
 * @param {number[]} ids
 * @param {Store} store
 */
function fillFaces(place, ids, store) {
  const known = ids.map((id) => store.people.get(id)).filter((person) => person !== undefined);
  const held = [...place.children];
  const faces = known.map((person, at) => {
    const face = held[at] instanceof HTMLElement ? held[at] : clone("face");
    fillAvatar(face, person);
    return face;
  });
  arrange(place, faces);
}
