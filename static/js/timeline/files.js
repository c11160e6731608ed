// @ts-check
/** @import {FileShape} from "../types.d.ts" */
import { arrange, clone, hook, hooks, maybe, setAttribute, setText } from "../dom.js";
import { fileFacts } from "../file_facts.js";
import { fitted } from "../fitting.js";

/** Bytes of a GIF that moves in place. */
const ANIMATION_MOST = 3_000_000;

/**
 * The files in a message, under its words; nothing where there are none.
 *
 * @param {HTMLElement} article
 * @param {FileShape[]} files
 */
export function fillFiles(article, files) {
  const held = maybe("files", article);
  if (!files.length) {
    held?.remove();
    return;
  }
  const list = held ?? clone("files");
  if (!held) hook("body", article).parentElement?.append(list);
  const known = new Map(hooks("file", list).map((row) => [row.dataset.file, row]));
  arrange(list, files.map((file) => fillFile(known.get(file.id) ?? clone("file"), file)));
}

/**
 * @param {HTMLElement} row
 * @param {FileShape} file
 */
function fillFile(row, file) {
  setAttribute(row, "data-file", file.id);
  setAttribute(row, "data-kind", file.kind);
  if (file.kind === "picture" && file.thumbnail && file.width && file.height) {
    fillPicture(row, file, file.thumbnail, { width: file.width, height: file.height });
    return row;
  }
  if (file.kind === "video" || file.kind === "audio") fillPlayer(row, file);
  setAttribute(hook("file-link", row), "href", file.url);
  setText(hook("file-name", row), file.name);
  setText(hook("file-facts", row), fileFacts(file));
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {FileShape} file
 * @param {string} thumbnail
 * @param {{width: number, height: number}} full the picture's own size
 */
function fillPicture(row, { name, alt, url, type, size: bytes }, thumbnail, full) {
  if (!maybe("picture", row)) row.replaceChildren(clone("picture"));
  row.toggleAttribute("data-in-place", true);
  const link = hook("picture", row);
  const image = link.querySelector("img");
  const { width, height } = fitted(full.width, full.height);
  const moves = type === "image/gif" && bytes <= ANIMATION_MOST;
  if (moves && !link.querySelector("source")) image?.before(stillFor(thumbnail));
  setAttribute(link, "href", url);
  setAttribute(link, "data-name", name);
  setAttribute(link, "data-width", String(full.width));
  setAttribute(link, "data-height", String(full.height));
  setAttribute(image, "width", String(width));
  setAttribute(image, "height", String(height));
  setAttribute(image, "alt", alt || name);
  setAttribute(image, "src", moves ? url : thumbnail);
}

/** For whoever wants nothing to move. @param {string} thumbnail */
function stillFor(thumbnail) {
  const source = document.createElement("source");
  source.media = "(prefers-reduced-motion: reduce)";
  source.srcset = thumbnail;
  return source;
}

/**
 * @param {HTMLElement} row
 * @param {FileShape} file
 */
function fillPlayer(row, { kind, url, alt, name }) {
  const known = row.querySelector("video, audio");
  const player = /** @type {HTMLVideoElement} */ (known ?? document.createElement(kind));
  setAttribute(player, "aria-label", alt || name);
  if (known?.getAttribute("src") === url) return; // it may be playing
  Object.assign(player, { className: "player", controls: true, preload: "metadata" });
  player.toggleAttribute("playsinline", kind === "video");
  player.setAttribute("src", url);
  row.prepend(player);
}
