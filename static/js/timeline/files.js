// @ts-check
/** @import {FileShape} from "../types.d.ts" */
import { arrange, clone, hook, hooks, maybe, setAttribute, setText } from "../dom.js";
import { fileFacts } from "../file_facts.js";

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
  setAttribute(hook("file-link", row), "href", file.url);
  setText(hook("file-name", row), file.name);
  setText(hook("file-facts", row), fileFacts(file));
  return row;
}
