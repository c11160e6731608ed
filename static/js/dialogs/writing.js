// @ts-check
/** @import {DraftShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { arrange, clone, hook, maybe, setAttribute, setText, show, soon, within } from "../dom.js";
import { toast } from "../notices.js";
import { roomName } from "../rooms.js";
import { draftKey } from "../store/drafts.js";
import { Times } from "../times.js";
import { confirmed, dialog } from "./dialog.js";

/**
 * What I have begun to write, wherever that was: to go on with, or to throw away.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {(room: number) => void} go
 */
export function writingDialog(store, commands, go) {
  const element = dialog("writing");
  if (!element) return;
  const view = new WritingView(store, element);
  const patch = soon(() => view.patch());
  for (const topic of ["draft", "rooms", "person"]) store.signals.on(topic, patch);
  element.addEventListener("opening", patch);
  element.addEventListener("click", (event) => {
    const row = within(event, "writing");
    const draft = row && view.draftOf(row);
    if (!draft) return;
    if (within(event, 'act="open-writing"')) {
      element.close();
      go(draft.room);
    } else if (within(event, 'act="discard-draft"')) void discard(commands, draft, element);
  });
  patch();
}

/** The rows of the list, and how many there are at the side. */
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
    setText(maybe("writing-count"), String(drafts.length));
    show(maybe("writing-count"), drafts.length > 0);
    if (!this.#element.open) return;
    arrange(hook("drafts", this.#element), drafts.map((draft) => this.#row(draft)));
    show(hook("none", this.#element), drafts.length === 0);
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
  #row(draft) {
    const key = draftKey(draft.room, draft.thread);
    const row = this.#rows.get(key) ?? clone("draft");
    this.#rows.set(key, row);
    row.dataset.writing = key;
    setText(hook("writing-place", row), placeName(this.#store, draft));
    setText(hook("writing-text", row), draft.text.trim().slice(0, 300));
    const { day, time } = this.#times.moment(draft.saved_at);
    const text = this.#times.dayText(day);
    setText(hook("writing-time", row), text === "Today" ? time : text);
    setAttribute(hook("writing-time", row), "datetime", draft.saved_at);
    return row;
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
