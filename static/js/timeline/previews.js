// @ts-check
/** @import {PreviewShape} from "../types.d.ts" */
import { arrange, clone, hook, hooks, maybe, setAttribute, setText, show } from "../dom.js";

/**
 * What is said of a message's links, under its words and files; nothing where there is none.
 *
 * @param {HTMLElement} article
 * @param {PreviewShape[]} previews
 */
export function fillPreviews(article, previews) {
  const held = maybe("previews", article);
  if (!previews.length) {
    held?.remove();
    return;
  }
  const list = held ?? clone("previews");
  if (!held) hook("body", article).parentElement?.append(list);
  const known = new Map(hooks("preview", list).map((row) => [row.dataset.preview, row]));
  arrange(list, previews.map((each) => fillPreview(known.get(String(each.id)) ?? clone("preview"), each)));
}

/**
 * @param {HTMLElement} row
 * @param {PreviewShape} preview
 */
function fillPreview(row, { id, url, kind, site, title, description, picture }) {
  setAttribute(row, "data-preview", String(id));
  setAttribute(row, "data-kind", kind);
  setText(hook("preview-site", row), site);
  const words = title || url;
  for (const name of ["preview-title", "preview-picture"]) setAttribute(hook(name, row), "href", url);
  setText(hook("preview-title", row), words);
  setText(hook("preview-description", row), description);
  show(hook("preview-description", row), description !== "");
  setAttribute(hook("preview-remove", row), "aria-label", `Remove the preview of ${words}`);
  show(hook("preview-picture", row), picture !== null);
  const image = hook("preview-image", row);
  if (picture) {
    // Its measures first: its place is kept before it has come.
    setAttribute(image, "width", String(picture.width));
    setAttribute(image, "height", String(picture.height));
    setAttribute(image, "src", picture.url);
    setAttribute(image, "alt", picture.alt);
  }
  return row;
}
