// @ts-check
/** @import {Status} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { hook, maybe, setText, show, within } from "../dom.js";
import { openEmojiPicker } from "../emoji_picker.js";
import { toast } from "../notices.js";
import { fillStatus, statusOf } from "../person_status.js";
import { fromLocal, toLocal } from "../planning.js";
import { whenText } from "../scheduling.js";
import { Times } from "../times.js";
import { dialog, onSubmit } from "./dialog.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const USUAL = "💬";

/**
 * What I say of myself: a status for a while, and whether I am away. At my name in the sidebar, in
 * the account's menu, in a dialog.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function listenForStatus(store, commands) {
  const element = dialog("status");
  const form = element?.querySelector("form");
  if (!element || !form) return;
  const times = new Times(store.me.time_zone);
  const me = () => store.people.current(store.me);
  const patch = () => {
    fillStatus(maybe("my-status"), me());
    setText(maybe("away-words"), me().away ? "Set yourself as active" : "Set yourself as away");
    setText(maybe("status-words"), statusOf(me()) ? "Change your status" : "Set a status");
  };
  store.signals.on("person", patch);
  patch();
  const emoji = hook("status-emoji", element);
  element.addEventListener("opening", () => {
    const status = statusOf(me());
    setText(emoji, status?.emoji ?? USUAL);
    field(form, "text").value = status?.text ?? "";
    const kept = hook("status-kept", element);
    show(kept, Boolean(status?.until));
    setText(kept, status?.until ? sentence(whenText(times, status.until)) : "");
    field(form, "until").value = status?.until ? "keep" : "";
    show(hook('act="clear-status"', element), status !== null);
    show(maybe("form-error", element), false);
  });
  emoji.addEventListener("click", () => {
    openEmojiPicker(emoji, { own: false, onPick: (picked) => setText(emoji, picked) });
  });
  element.addEventListener("click", (event) => {
    const usual = within(event, "usual-status");
    if (usual) {
      setText(emoji, usual.dataset.emoji ?? USUAL);
      field(form, "text").value = usual.dataset.usualStatus ?? "";
      field(form, "until").value = usual.dataset.until ?? "";
      field(form, "text").focus();
    } else if (within(event, 'act="clear-status"')) {
      const nothing = { emoji: "", text: "", until: null };
      commands.slash.setStatus(nothing).then(() => element.close(), (e) => toast(e.message));
    }
  });
  onSubmit("status", (fields) =>
    commands.slash.setStatus({
      emoji: emoji.textContent ?? "",
      text: String(fields.get("text")),
      until: untilOf(String(fields.get("until")), new Date(), store.me.time_zone, me().status),
    }),
  );
  maybe('act="toggle-away"')?.addEventListener("click", (event) => {
    const menu = /** @type {HTMLElement} */ (event.target).closest("[popover]");
    if (menu instanceof HTMLElement) menu.hidePopover();
    commands.slash.setAway(!me().away).catch((error) => toast(error.message));
  });
}

/**
 * The end of a status: so many minutes from now, the end of the day or of the week in the reader's
 * zone; null for none.
 *
 * @param {string} choice `30`, `today`, `week`, `keep` or nothing
 * @param {Date} now
 * @param {string} zone
 * @param {Status | null} [status] what `keep` keeps the end of
 */
export function untilOf(choice, now, zone, status = null) {
  if (choice === "keep" && status?.until) return new Date(status.until);
  if (!choice) return null;
  if (/^\d+$/.test(choice)) return new Date(now.getTime() + Number(choice) * MINUTE_MS);
  const today = Date.parse(`${toLocal(now, zone).slice(0, 10)}T00:00:00Z`);
  const toMonday = (8 - new Date(today).getUTCDay()) % 7 || 7;
  const end = new Date(today + (choice === "week" ? toMonday : 1) * DAY_MS);
  return fromLocal(`${end.toISOString().slice(0, 10)}T00:00`, zone);
}

/** @param {string} words */
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
