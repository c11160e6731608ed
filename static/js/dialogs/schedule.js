// @ts-check
/** @import {ScheduledShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
import { hook, maybe, setText, show } from "../dom.js";
import { fromLocal, presets, toLocal } from "../planning.js";
import { takePlan } from "../scheduling.js";
import { dialog, onSubmit, openDialog } from "./dialog.js";

const MINUTE_MS = 60_000;
/** @type {{of: ScheduledShape | null}} */
const editing = { of: null };

/**
 * The dialog in which a time is chosen: for what stands in the composer, or, with its words, for a
 * message that waits already.
 *
 * @param {Commands} commands
 * @param {string} zone the reader's
 */
export function scheduleDialog(commands, zone) {
  const element = dialog("schedule");
  const form = element?.querySelector("form");
  if (!element || !form) return;
  const time = field(form, "at");
  element.addEventListener("opening", () => {
    const { of } = editing;
    setText(hook("schedule-title", element), of ? "Change the message" : "Send later");
    setText(hook("submit", element), of ? "Save" : "Schedule");
    show(hook("schedule-words", element), of !== null);
    field(form, "text").value = of?.text ?? "";
    field(form, "text").disabled = of === null;
    const next = presets(new Date(), zone)[1]?.at ?? new Date();
    const soon = new Date(Math.max(Date.parse(of?.at ?? ""), Date.now() + MINUTE_MS) || next);
    time.value = toLocal(soon, zone);
    time.min = toLocal(new Date(), zone);
    show(maybe("form-error", element), false);
  });
  element.addEventListener("close", () => (editing.of = null));
  onSubmit("schedule", async () => {
    const at = fromLocal(time.value, zone);
    const { of } = editing;
    if (of) await commands.writing.updateScheduled(of.id, field(form, "text").value, at);
    else await takePlan()?.(at);
  });
}

/** @param {ScheduledShape} scheduled */
export function editScheduled(scheduled) {
  editing.of = scheduled;
  openDialog("schedule");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
