// @ts-check
/** @import {MessageShape, SavedEntry, SavedShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { wordsOf } from "../file_facts.js";
import { fillAvatar } from "../timeline/avatar.js";
import { arrange, clone, hook, setAttribute, setText, show, soon, within } from "../dom.js";
import { toast } from "../notices.js";
import { fromLocal, presets, toLocal } from "../planning.js";
import { roomName } from "../rooms.js";
import { whenText } from "../scheduling.js";
import { listenForTabs } from "../tabs.js";
import { Times } from "../times.js";
import { dialog, onSubmit, openDialog } from "./dialog.js";

const EXCERPT = 300;

/**
 * The list of what I have saved, and the dialog for a note and a reminder.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function savedDialog(store, commands) {
  const element = dialog("saved");
  if (!element) return;
  const view = new SavedList(store, commands, element);
  const editor = new SavedEditor(store, commands);
  element.addEventListener("opening", () => setTimeout(() => void view.load()));
  element.addEventListener("click", (event) => {
    const row = within(event, "saved-row");
    const act = within(event, "act")?.dataset.act;
    if (act === "saved-more") void view.loadMore();
    if (!row || !act) return;
    const id = Number(row.dataset.savedRow);
    if (act === "saved-edit") editor.open(id);
    else view.act(act, id);
  });
}

/** One list, open or done, filled a page at a time. */
class SavedList {
  #done = false;
  /** @type {SavedEntry[]} */
  #entries = [];
  #more = false;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  #store;
  #commands;
  #element;
  #times;

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {HTMLDialogElement} element
   */
  constructor(store, commands, element) {
    this.#store = store;
    this.#commands = commands;
    this.#element = element;
    this.#times = new Times(store.me.time_zone);
    const load = soon(() => void this.load());
    store.signals.on("saved", load);
    listenForTabs(hook("tabs", element), (tab) => {
      this.#done = tab.id === "tab-saved-done";
      void this.load();
    });
  }

  async load() {
    if (!this.#element.open) return; // read when it opens
    this.#entries = [];
    await this.loadMore();
  }

  async loadMore() {
    const done = this.#done;
    try {
      const page = await this.#commands.saved.page(done, this.#entries.at(-1)?.saved.id);
      if (done !== this.#done) return;
      const known = new Set(this.#entries.map(({ saved }) => saved.id));
      this.#entries.push(...page.entries.filter(({ saved }) => !known.has(saved.id)));
      this.#more = page.more;
      this.#show();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /**
   * @param {string} act
   * @param {number} id
   */
  act(act, id) {
    const { saved } = this.#commands;
    const done =
      act === "saved-remove" ? saved.remove(id) : saved.update(id, { done: act === "saved-done" });
    done.catch((error) => toast(error.message));
    hook("close-dialog", this.#element).focus();
  }

  #show() {
    arrange(hook("saved-list", this.#element), this.#entries.map((entry) => this.#row(entry)));
    show(hook("saved-none", this.#element), !this.#entries.length && !this.#done);
    show(hook("saved-none-done", this.#element), !this.#entries.length && this.#done);
    show(hook('act="saved-more"', this.#element), this.#more);
  }

  /** @param {SavedEntry} entry */
  #row({ saved, message }) {
    const row = this.#rows.get(saved.id) ?? clone("saved");
    this.#rows.set(saved.id, row);
    row.dataset.savedRow = String(saved.id);
    const author = this.#store.people.current(message?.author ?? null);
    fillAvatar(hook("avatar", row), author);
    setText(hook("saved-author", row), author?.display_name ?? "Former member");
    setText(hook("saved-place", row), placeName(this.#store, saved.room));
    setText(hook("saved-text", row), excerptOf(message));
    setText(hook("saved-note", row), saved.note);
    show(hook("saved-note", row), saved.note !== "");
    const when = saved.remind_at ? `Reminder ${whenText(this.#times, saved.remind_at)}` : "";
    setText(hook("saved-when", row), saved.reminded_at ? "Reminder is due" : when);
    const link = hook("saved-link", row);
    setAttribute(link, "href", message ? `/r/${saved.room}/${saved.seq}/` : null);
    show(hook('act="saved-done"', row), saved.state === "open");
    show(hook('act="saved-edit"', row), saved.state === "open");
    show(hook('act="saved-open"', row), saved.state === "done");
    return row;
  }
}

/** The note and the reminder of one saved message. */
export class SavedEditor {
  #store;
  #commands;
  #id = 0;
  #element = dialog("saved-edit");
  #zone;

  /**
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    this.#zone = store.me.time_zone;
    this.#element?.addEventListener("click", (event) => {
      const chosen = within(event, "remind")?.dataset.remind;
      if (chosen !== undefined) this.#field("at").value = chosen;
    });
    onSubmit("saved-edit", (fields) => this.#save(fields));
  }

  /** @param {number} id */
  open(id) {
    const saved = this.#store.saved.get(id);
    if (!saved || !this.#element) return;
    this.#id = id;
    this.#field("note").value = saved.note;
    this.#field("at").value = saved.remind_at ? toLocal(new Date(saved.remind_at), this.#zone) : "";
    this.#field("at").min = toLocal(new Date(), this.#zone);
    hook("remind-presets", this.#element).replaceChildren(...this.#presets());
    show(hook("form-error", this.#element), false);
    openDialog("saved-edit");
  }

  #presets() {
    const hour = { name: "In an hour", at: new Date(Date.now() + 3_600_000) };
    const named = [hour, ...presets(new Date(), this.#zone).slice(1)];
    const choices = named.map(({ name, at }) => ({ name, at: toLocal(at, this.#zone) }));
    return [...choices, { name: "Never", at: "" }].map(({ name, at }) => {
      const button = clone("remind");
      button.dataset.remind = at;
      setText(button, name);
      return button;
    });
  }

  /** @param {FormData} fields */
  async #save(fields) {
    const at = String(fields.get("at") ?? "");
    const reminder = at ? { remind_at: fromLocal(at, this.#zone).toISOString() } : { quiet: true };
    await this.#commands.saved.update(this.#id, { note: String(fields.get("note")), ...reminder });
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#element?.querySelector(`[name="${name}"]`));
  }
}

/** @param {MessageShape | null} message */
function excerptOf(message) {
  if (!message) return "It was deleted, or you cannot see it any more.";
  return wordsOf(message).slice(0, EXCERPT);
}

/**
 * @param {Store} store
 * @param {SavedShape["room"]} room
 */
export function placeName(store, room) {
  const info = store.rooms.get(room)?.info;
  if (!info) return "";
  return `${info.kind === "public" ? "#" : ""}${roomName(info, store)}`;
}
