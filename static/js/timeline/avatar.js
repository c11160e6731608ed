// @ts-check
/** @import {Person} from "../types.d.ts" */
import { setAttribute, setText } from "../dom.js";

/**
 * @param {HTMLElement | null} avatar
 * @param {Person | null} person
 */
export function fillAvatar(avatar, person) {
  setAttribute(avatar, "data-hue", person ? String(person.hue) : "");
  setText(avatar, person?.initials ?? "");
}
