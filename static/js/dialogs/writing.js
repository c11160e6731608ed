// @ts-check
/** @import {DraftShape, ScheduledShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { arrange, clone, hook, maybe, setAttribute, setText, show, soon, within } from "../dom.js";
import { toast } from "../notices.js";
import { roomName } from "../rooms.js";
import { whenText } from "../scheduling.js";
import { draftKey } from "../store/drafts.js";
import { Times } from "../times.js";
import { confirmed, dialog } from "./dialog.js";
import { editScheduled } from "./schedule.js";

/**
 * What I have begun to write and what is to be sent later: to go on with, to change, to throw away.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {(room: number, thread?: number | null) => void} go
 */
export function writingDialog(store, commands, go) {
  const element = dialog("writing");
  if (!element) return;
  const view = new WritingView(store, element);
  const patch = soon(() => view.patch());
  for (const topic of ["draft", "scheduled", "rooms", "person"]) store.signals.on(topic, patch);
  element.addEventListener("opening", () => setTimeout(patch));
  element.addEventListener("click", (event) => {
    const row = within(event, "writing");
    const act = within(event, "act")?.dataset.act;
    const draft = row && view.draftOf(row);
    const scheduled = row && store.scheduled.get(Number(row.dataset.scheduled));
    if (act === "open-writing" && draft) {
      element.close();
      go(draft.room, draft.thread);
    } else if (act === "discard-draft" && draft) void discard(commands, draft, element);
    else if (scheduled) change(commands, scheduled, act, element);
  });
  patch();
}

/** The rows of both lists, and how many there are at the side. */
class WritingView {
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #store;
  #times;
  #element;

  /**
   * @param {Store} store
   * @param {HTMLDialogElement} element
   */
  constructor(store, element) {
    this.#store = store;
    this.#element = element;
    this.#times = new Times(store.me.time_zone);
  }

  patch() {
    const drafts = this.#drafts();
    const scheduled = this.#store.scheduled.all().sort((a, b) => a.at.localeCompare(b.at));
    const count = drafts.length + scheduled.length;
    setText(maybe("writing-count"), String(count));
    show(maybe("writing-count"), count > 0);
    if (!this.#element.open) return;
    arrange(hook("drafts", this.#element), drafts.map((draft) => this.#draftRow(draft)));
    const waiting = hook("scheduled-list", this.#element);
    arrange(waiting, scheduled.map((each) => this.#scheduledRow(each)));
    show(hook('part="drafts"', this.#element), drafts.length > 0);
    show(hook('part="scheduled"', this.#element), scheduled.length > 0);
    show(hook("none", this.#element), count === 0);
  }

  /** @param {HTMLElement} row */
  draftOf(row) {
    return this.#drafts().find(({ room, thread }) => draftKey(room, thread) === row.dataset.writing);
  }

  /** Those in rooms that I am still in. */
  #drafts() {
    return this.#store.drafts.all().filter(({ room }) => this.#store.rooms.get(room)?.joined);
  }

  /** @param {DraftShape} draft */
  #draftRow(draft) {
    const key = draftKey(draft.room, draft.thread);
    const row = this.#row(key, "draft");
    row.dataset.writing = key;
    const { day, time } = this.#times.moment(draft.saved_at);
    const text = this.#times.dayText(day);
    this.#fill(row, draft, draft.saved_at, text === "Today" ? time : text);
    return row;
  }

  /** @param {ScheduledShape} scheduled */
  #scheduledRow(scheduled) {
    const row = this.#row(`scheduled ${scheduled.id}`, "scheduled");
    row.dataset.scheduled = String(scheduled.id);
    this.#fill(row, { thread: null, ...scheduled }, scheduled.at, whenText(this.#times, scheduled.at));
    show(hook("writing-fault", row), scheduled.state === "failed");
    setText(hook("writing-fault", row), `Not sent. ${scheduled.reason}`);
    return row;
  }

  /**
   * @param {string} key
   * @param {string} template
   */
  #row(key, template) {
    const row = this.#rows.get(key) ?? clone(template);
    this.#rows.set(key, row);
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {{room: number, thread: number | null, text: string}} place
   * @param {string} stamp
   * @param {string} when
   */
  #fill(row, place, stamp, when) {
    setText(hook("writing-place", row), placeName(this.#store, place));
    setText(hook("writing-text", row), place.text.trim().slice(0, 300));
    setText(hook("writing-time", row), when);
    setAttribute(hook("writing-time", row), "datetime", stamp);
  }
}

/**
 * @param {Store} store
 * @param {{room: number, thread: number | null}} place
 */
function placeName(store, { room, thread }) {
  const info = store.rooms.get(room)?.info;
  if (!info) return "A room";
  const name = `${info.kind === "public" ? "#" : ""}${roomName(info, store)}`;
  return thread === null ? name : `Thread in ${name}`;
}

/**
 * @param {Commands} commands
 * @param {DraftShape} draft
 * @param {HTMLDialogElement} element
 */
async function discard(commands, draft, element) {
  const sure = await confirmed({
    title: "Delete this draft?",
    text: "It is gone on all your devices.",
    ok: "Delete",
    quote: draft.text.trim().slice(0, 300),
  });
  if (!sure) return;
  await commands.writing.saveDraft(draft.room, draft.thread, "").catch((e) => toast(e.message));
  hook("close-dialog", element).focus();
}

/**
 * @param {Commands} commands
 * @param {ScheduledShape} scheduled
 * @param {string | undefined} act
 * @param {HTMLDialogElement} element
 */
function change(commands, scheduled, act, element) {
  if (act === "edit-scheduled") editScheduled(scheduled);
  else if (act === "cancel-scheduled") void cancel(commands, scheduled, element);
  else if (act === "send-scheduled") {
    commands.writing.sendScheduled(scheduled.id).catch((error) => toast(error.message));
    hook("close-dialog", element).focus();
  }
}

/**
 * @param {Commands} commands
 * @param {ScheduledShape} scheduled
 * @param {HTMLDialogElement} element
 */
async function cancel(commands, scheduled, element) {
  const sure = await confirmed({
    title: "Cancel this message?",
    text: "It will not be sent.",
    ok: "Do not send",
    quote: scheduled.text.trim().slice(0, 300),
  });
  if (!sure) return;
  await commands.writing.cancelScheduled(scheduled.id).catch((error) => toast(error.message));
  hook("close-dialog", element).focus();
}
