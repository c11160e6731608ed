// @ts-check
/** @import {Person} from "./types.d.ts" */
import { arrange, clone, setAttribute } from "./dom.js";
import { fillAvatar } from "./timeline/avatar.js";

/** As many are shown; the server does so too. */
const SHOWN = 3;

/**
 * Shows who is in a group of direct messages: faces over each other.
 *
 * @param {HTMLElement | null} element
 * @param {Person[]} people
 */
export function fillFaces(element, people) {
  if (!element) return;
  const held = /** @type {HTMLElement[]} */ ([...element.children]);
  const faces = people.slice(0, SHOWN).map((person, at) => {
    const face = held[at] ?? clone("face");
    fillAvatar(face, person);
    return face;
  });
  arrange(element, faces);
  setAttribute(element, "data-count", people.length ? String(people.length) : null);
}
