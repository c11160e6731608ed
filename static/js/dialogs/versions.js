// @ts-check
/** @import {Wording} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
import { clone, hook, setAttribute, setText, show, within } from "../dom.js";
import { diff } from "../diff.js";
import { seesVersions } from "../message_rules.js";
import { toast } from "../notices.js";
import { Times } from "../times.js";
import { dialog, openDialog } from "./dialog.js";

const ELEMENTS = { same: "span", gone: "del", new: "ins" };

/**
 * "(edited)" tells what a message said before, and what was changed when.
 *
 * @param {Commands} commands
 * @param {string} zone
 */
export function versionsDialog(commands, zone) {
  const element = dialog("versions");
  if (!element) return;
  const times = new Times(zone);
  document.addEventListener("click", (event) => {
    const article = within(event, 'act="versions"') && within(event, "message");
    if (!article) return;
    if (!seesVersions()) {
      toast("Only admins see what a message said before.");
      return;
    }
    openDialog("versions");
    void fill(element, commands, article, times);
  });
}

/**
 * @param {HTMLElement} element
 * @param {Commands} commands
 * @param {HTMLElement} article
 * @param {Times} times
 */
async function fill(element, commands, article, times) {
  const { ofRoom, message } = article.dataset;
  const [list, said] = [hook("versions-list", element), hook("versions-none", element)];
  list.replaceChildren();
  show(said, false);
  try {
    const versions = await commands.versions(Number(ofRoom), Number(message));
    list.replaceChildren(...versions.map((each, at) => row(each, versions[at - 1], times)).reverse());
    setText(said, "It was deleted meanwhile.");
    show(said, versions.length === 0);
  } catch (error) {
    setText(said, /** @type {Error} */ (error).message);
    show(said, true);
  }
}

/**
 * @param {Wording} version
 * @param {Wording | undefined} before
 * @param {Times} times
 */
function row({ text, at }, before, times) {
  const element = clone("version");
  const { day, time } = times.moment(at);
  setText(hook("version-time", element), `${times.dayText(day)} at ${time}`);
  setAttribute(hook("version-time", element), "datetime", at);
  setText(hook("version-what", element), before ? "Edited" : "Written");
  const parts = before ? diff(before.text, text) : [{ kind: /** @type {const} */ ("same"), text }];
  const words = parts.map((part) => {
    const span = document.createElement(ELEMENTS[part.kind]);
    span.textContent = part.text;
    return span;
  });
  hook("version-text", element).replaceChildren(...words);
  return element;
}
