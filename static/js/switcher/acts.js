// @ts-check
/** @import {Around, Entry} from "./view.js" */
import { dialog, openDialog } from "../dialogs/dialog.js";
import { clone, hook, maybe, setText } from "../dom.js";
import { optionName } from "../listbox.js";
import { applyTheme, nextTheme } from "../theme.js";

/** What opens a dialog, by its name. @type {[name: string, ...names: string[]][]} */
const DIALOGS = [
  ["create-room", "New room", "Create a room"],
  ["browse", "Browse rooms", "Join a room"],
  ["new-message", "New message", "Write to someone"],
  ["people", "People", "Who is here"],
  ["threads", "Threads"],
  ["writing", "Drafts & scheduled"],
  ["saved", "Saved messages"],
  ["status", "Set a status"],
  ["shortcuts", "Keyboard shortcuts", "Help"],
  ["log-out", "Log out"],
];
/** Links that only some see: their names are the page's own. */
const LINKS = '[data-menu="account"] a[href]:not([data-open-dialog])';

/**
 * What one can do from anywhere: open what the page has, go to its pages, begin a command.
 *
 * @param {Around} around
 * @returns {Entry[]}
 */
export function acts({ page, readAll }) {
  const dialogs = DIALOGS.filter(([name]) => dialog(name) && opens(name)).map(([name, ...names]) =>
    entry(`dialog ${name}`, names, () => openDialog(name)),
  );
  const links = [...document.querySelectorAll(LINKS)].map((link) => {
    const href = /** @type {HTMLAnchorElement} */ (link).href;
    return entry(`page ${href}`, [link.textContent?.trim() ?? ""], () => location.assign(href));
  });
  return [
    ...dialogs,
    entry("page search", ["Search messages", "Find"], () => location.assign("/search/")),
    entry("read", ["Mark all as read"], readAll),
    entry("theme", ["Change the theme", "Dark, light"], () =>
      applyTheme(nextTheme(document.documentElement.dataset.theme)),
    ),
    ...links,
    ...(field() ? page.slash.map(slash) : []),
  ];
}

/** Where one may do it, something in the page opens it. @param {string} name */
function opens(name) {
  return maybe(`open-dialog="${name}"`) !== null;
}

/**
 * @param {string} key
 * @param {string[]} names
 * @param {() => void} run
 * @param {string} [hint]
 * @returns {Entry}
 */
function entry(key, names, run, hint = "") {
  const row = () => {
    const element = clone("option");
    element.dataset.kind = "act";
    setText(optionName(element), names[0] ?? "");
    setText(hook("option-hint", element), hint);
    return element;
  };
  return { key, names, run, row };
}

/** @param {{name: string, usage: string, help: string}} command */
function slash({ name, help }) {
  const begin = () => {
    const input = field();
    if (!input) return;
    input.focus();
    // What stands there already is somebody's draft, and stays.
    if (!input.value) input.setRangeText(`/${name} `, 0, 0, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return entry(`slash ${name}`, [`/${name}`, name], begin, help);
}

/** @returns {HTMLTextAreaElement | null} */
function field() {
  return document.querySelector("[data-composer] [data-input]");
}
