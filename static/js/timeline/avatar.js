// @ts-check
/** @import {Person} from "../types.d.ts" */
import { setAttribute, setText } from "../dom.js";

/**
 * A face: the picture that someone uploaded, over the one that is made of their initials, which
 * shows while it loads and where it cannot be had.
 *
 * @param {HTMLElement | null} avatar
 * @param {Person | null} person
 */
export function fillAvatar(avatar, person) {
  if (!avatar) return;
  const initials = person?.initials ?? "";
  const src = sized(person?.avatar ?? null, avatar.dataset.size ?? "");
  const image = avatar.querySelector("img");
  setAttribute(avatar, "data-hue", person ? String(person.hue) : "");
  if (image?.getAttribute("src") === src && avatar.textContent === initials) return;
  image?.remove();
  setText(avatar, initials);
  if (src) avatar.append(imageOf(src));
}

/**
 * As `face` of chat/templatetags/hearth.py has it.
 *
 * @param {string | null} url
 * @param {string} size
 */
function sized(url, size) {
  return (size === "64" ? url?.replace(".webp", "-large.webp") : url) ?? null;
}

/** @param {string} src */
function imageOf(src) {
  const image = document.createElement("img");
  Object.assign(image, { alt: "", loading: "lazy", decoding: "async", src });
  return image;
}
