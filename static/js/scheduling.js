// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Composer} from "./composer.js" */
import { openDialog } from "./dialogs/dialog.js";
import { clone, hook, maybe, setText, within } from "./dom.js";
import { toast } from "./notices.js";
import { presets } from "./planning.js";
import { place } from "./popups.js";
import { Times } from "./times.js";

/** @typedef {(at: Date) => Promise<void>} Plan keeps what stands in the composer until then */

/**
 * The menu beside Send: later, at a time that is often meant or one of one's own choice.
 *
 * @param {Composer} composer
 * @param {Commands} commands
 * @param {string} zone the reader's
 */
export function listenForSchedule(composer, commands, zone) {
  const menu = maybe("schedule-menu");
  const button = maybe("open-schedule", composer.form);
  if (!menu || !button) return;
  const times = new Times(zone);
  const plan = async (/** @type {Date} */ at) => {
    if (!(await keepUntil(at, composer, commands))) return;
    toast(`Will be sent ${whenText(times, at.toISOString())}.`);
    composer.focus();
  };
  button.addEventListener("click", () => {
    fill(menu, times, zone);
    menu.showPopover();
    place(menu, button);
    menu.querySelector("button")?.focus();
  });
  menu.addEventListener("click", (event) => {
    const chosen = within(event, "at")?.dataset.at;
    if (chosen) void plan(new Date(chosen));
    if (within(event, "act")?.dataset.act === "schedule-custom") {
      menu.hidePopover();
      chooseTime(plan);
    } else if (chosen) menu.hidePopover();
  });
  menu.addEventListener("keydown", (event) => walk(menu, event));
}

/**
 * Keeps what stands in a composer until a time, instead of sending it.
 *
 * @param {Date} at
 * @param {Composer} composer
 * @param {Commands} commands
 * @returns {Promise<boolean>} false when there was nothing that could wait
 */
async function keepUntil(at, composer, commands) {
  const taken = composer.take();
  if (!taken) return false;
  const { place: where, text, draft } = taken;
  try {
    await commands.writing.schedule(where.id, text, at, draft);
    return true;
  } catch (error) {
    composer.giveBack(where.id, where.thread, text);
    toast(/** @type {Error} */ (error).message);
    return false;
  }
}

/** @type {{plan: Plan | null}} */
const choosing = { plan: null };

/**
 * Opens the dialog in which one sets a time of one's own.
 *
 * @param {Plan} plan
 */
function chooseTime(plan) {
  choosing.plan = plan;
  openDialog("schedule");
}

/** @returns {Plan | null} what waits for a time, once */
export function takePlan() {
  const { plan } = choosing;
  choosing.plan = null;
  return plan;
}

/**
 * @param {Times} times
 * @param {string} stamp
 * @returns {string} `today at 17:20`, `Monday, 23 November at 09:00`
 */
export function whenText(times, stamp) {
  const { day, time } = times.moment(stamp);
  const tomorrow = times.moment(new Date(Date.now() + 86_400_000).toISOString()).day;
  const text = day === tomorrow ? "tomorrow" : times.dayText(day).replace("Today", "today");
  return `${text} at ${time}`;
}

/**
 * @param {HTMLElement} menu
 * @param {Times} times
 * @param {string} zone
 */
function fill(menu, times, zone) {
  const rows = presets(new Date(), zone).map(({ name, at }) => {
    const row = clone("preset");
    hook("at", row).dataset.at = at.toISOString();
    setText(hook("preset-name", row), name);
    setText(hook("preset-time", row), times.moment(at.toISOString()).time);
    return row;
  });
  hook("presets", menu).replaceChildren(...rows);
}

/**
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function walk(menu, event) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step) return;
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}
