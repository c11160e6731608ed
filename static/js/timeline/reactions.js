// @ts-check
/** @import {MessageShape, ReactionShape} from "../types.d.ts" */
/** @import {Store} from "../store.js" */
import { fillEmoji } from "../custom_emoji.js";
import { arrange, clone, hook, hooks, maybe, setAttribute, setText } from "../dom.js";

/**
 * The reactions under a message, each a button; nothing where there are none.
 *
 * @param {HTMLElement} article
 * @param {MessageShape} message
 * @param {Store} store
 */
export function fillReactions(article, message, store) {
  const shown = message.deleted ? [] : store.reactions.shown(message);
  const held = maybe("reactions", article);
  if (!shown.length) {
    held?.remove();
    return;
  }
  const list = held ?? clone("reactions");
  if (!held) hook("body", article).parentElement?.after(list);
  const known = new Map(hooks("react", list).map((chip) => [chip.dataset.react, chip]));
  const chips = shown.map((each) => {
    const chip = known.get(each.emoji) ?? hook("react", clone("reaction"));
    fillChip(chip, each, store);
    return /** @type {Element} */ (chip.parentElement);
  });
  const add = hook('act="react"', list).parentElement;
  arrange(list, add ? [...chips, add] : chips);
}

/**
 * @param {HTMLElement} chip
 * @param {ReactionShape} reaction
 * @param {Store} store
 */
function fillChip(chip, { emoji, name, users, picture }, store) {
  const mine = users.includes(store.me.id);
  setAttribute(chip, "data-react", emoji);
  setAttribute(chip, "data-react-name", name);
  setAttribute(chip, "data-react-picture", picture ?? "");
  setAttribute(chip, "aria-pressed", String(mine));
  setAttribute(chip, "aria-label", `${name}, ${countWords(users.length, mine)}`);
  chip.dataset.users = users.join(" ");
  fillEmoji(hook("react-emoji", chip), emoji, picture);
  setText(hook("react-count", chip), String(users.length));
}

/**
 * As in templates/chat/_reaction.html.
 *
 * @param {number} count
 * @param {boolean} mine
 */
export function countWords(count, mine) {
  if (mine && count === 1) return "you";
  return `${count} ${count === 1 ? "person" : "people"}${mine ? ", you too" : ""}`;
}

/**
 * Who they are, in a sentence: the first of them by name.
 *
 * @param {string[]} names
 * @param {number} most
 */
export function namesInWords(names, most) {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const left = names.length - shown.length;
  const parts = left ? [...shown, `${left} others`] : shown;
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
