// @ts-check
/** @import {MessageShape} from "../types.d.ts" */
/** @import {Store} from "../store.js" */
import { clone, hook, maybe, setAttribute, setText, show } from "../dom.js";

/**
 * Under a message that is pinned, by whom it was.
 *
 * @param {HTMLElement} article
 * @param {MessageShape} message
 * @param {Store} store
 */
export function fillPin(article, message, store) {
  setAttribute(article, "data-pinned", message.pin ? "" : null);
  const held = maybe("pin", article);
  if (!message.pin) {
    held?.remove();
    return;
  }
  const line = held ?? clone("pin");
  if (!held) hook("body", article).parentElement?.after(line);
  setText(hook("pin-text", line), pinWords(message, store));
}

/**
 * The way to the message that a notice is about.
 *
 * @param {HTMLElement | null} link
 * @param {MessageShape} notice
 */
export function fillPlace(link, { notice, room, text }) {
  const place = notice === "pinned" ? `/r/${room}/${text}/` : null;
  setAttribute(link, "href", place);
  show(link, place !== null);
}

/**
 * @param {MessageShape} message
 * @param {Store} store
 */
export function pinWords({ pin }, store) {
  const by = pin?.by ? store.people.get(pin.by) : undefined;
  if (!by) return "Pinned";
  return by.id === store.me.id ? "Pinned by you" : `Pinned by ${by.display_name}`;
}
