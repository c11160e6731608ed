// @ts-check
/** @import {Conversation} from "../conversation.js" */
import { startOf } from "../dates.js";
import { hook, within } from "../dom.js";
import { toast } from "../notices.js";
import { toLocal } from "../planning.js";
import { attempt, dialog, openDialog } from "./dialog.js";

/** @type {(day: string | null) => void} */
let open = () => {};

/**
 * Opens the dialog in which one says to what day to go.
 *
 * @param {Conversation} conversation
 * @param {string} zone the reader's
 * @param {string | null} day that was pressed, 2026-11-21
 */
export function openJumpDate(conversation, zone, day) {
  const element = dialog("jump-date");
  if (!element) return;
  if (!element.dataset.ready) prepare(element, conversation, zone);
  open(day);
}

/**
 * @param {HTMLDialogElement} element
 * @param {Conversation} conversation
 * @param {string} zone
 */
function prepare(element, conversation, zone) {
  element.dataset.ready = "true";
  const field = /** @type {HTMLInputElement} */ (hook("jump-day", element));
  const go = async (/** @type {string} */ name) => {
    const at = startOf(name, new Date(), zone).toISOString();
    const came = await conversation.toTime(at);
    element.close("ok");
    if (!came) toast("Nothing was written since. These are the latest messages.");
  };
  open = (day) => {
    field.max = toLocal(new Date(), zone).slice(0, 10);
    field.value = day ?? field.max;
    openDialog("jump-date");
  };
  element.addEventListener("click", (event) => {
    const name = within(event, "jump-to")?.dataset.jumpTo;
    if (name) void attempt(element, () => go(name));
  });
  element.querySelector("form")?.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-close-dialog")) return;
    event.preventDefault();
    void attempt(element, () => go(field.value));
  });
}
