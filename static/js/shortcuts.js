// @ts-check
import { openDialog } from "./dialogs/dialog.js";
import { hook, hooks, maybe } from "./dom.js";

/**
 * The keys that work everywhere on the page.
 *
 * @param {{escape: () => void, write: () => void, readAll: () => void}} acts
 */
export function listenForShortcuts({ escape, write, readAll }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { key, altKey } = event;
    const command = event.ctrlKey || event.metaKey;
    if (command && !altKey && key.toLowerCase() === "k") openDialog("switcher");
    else if (document.querySelector("dialog[open]")) return;
    else if (command && event.shiftKey && key.toLowerCase() === "f") search();
    else if (altKey && !command && (key === "ArrowDown" || key === "ArrowUp")) {
      step(key === "ArrowDown" ? 1 : -1);
    } else if (key === "?" && !isWriting(event)) openDialog("shortcuts");
    else if (key === "Escape" && event.shiftKey) readAll();
    else if (key === "Escape" && !document.querySelector("[popover]:popover-open")) escape();
    else if (isLetter(event) && !isWriting(event)) {
      write(); // the letter itself goes on into the composer
      return;
    } else return;
    event.preventDefault();
  });
  listenForArrows();
}

/** To the search, or to its field where that is open. */
function search() {
  const field = maybe("search-input");
  if (field instanceof HTMLInputElement) field.select();
  else location.assign("/search/");
}

/**
 * To the next room of the sidebar, or the one before.
 *
 * @param {number} by
 */
function step(by) {
  const links = hooks("room-link", hook("sidebar"));
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[(at + by + links.length) % links.length]?.click();
}

/** The sidebar's rooms are one stop for Tab; the arrows go through them. */
function listenForArrows() {
  const sidebar = hook("sidebar");
  const links = () => hooks("room-link", sidebar).filter((link) => link.checkVisibility());
  sidebar.addEventListener("focusin", () => roving(links()));
  sidebar.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0 || event.altKey) return;
    const moves = new Map([
      ["ArrowDown", at + 1],
      ["ArrowUp", at - 1],
      ["Home", 0],
      ["End", all.length - 1],
    ]);
    const to = all[moves.get(event.key) ?? -1];
    if (!to) return;
    event.preventDefault();
    to.focus();
    roving(all);
  });
  roving(links());
}

/** @param {HTMLElement[]} links */
function roving(links) {
  const stop =
    links.find((link) => link === document.activeElement) ??
    links.find((link) => link.hasAttribute("aria-current")) ??
    links[0];
  for (const link of links) link.tabIndex = link === stop ? 0 : -1;
}

/** @param {KeyboardEvent} event */
function isLetter({ key, ctrlKey, metaKey, altKey, target }) {
  const press = target instanceof Element && target.closest("a, button, [role=separator]");
  return key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey && !press;
}

/** @param {KeyboardEvent} event */
function isWriting({ target }) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
}
