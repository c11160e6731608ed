// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */
import { placeName } from "./dialogs/saved.js";
import { hook, maybe, setAttribute, setText, show, soon, within } from "./dom.js";
import { toast } from "./notices.js";

const HOUR_MS = 3_600_000;

/** Saving messages, how many are saved at the side, and the bar that reminds of one. */
export class SavedView {
  #store;
  #commands;
  #bar = hook("reminder");

  /**
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    const patch = soon(() => this.#patch());
    for (const topic of ["saved", "rooms"]) store.signals.on(topic, patch);
    document.addEventListener("click", (event) => {
      const act = within(event, "act")?.dataset.act ?? "";
      if (act === "save" || act === "unsave") this.#set(event, act === "save");
    });
    this.#bar.addEventListener("click", (event) => {
      this.#answer(within(event, "act")?.dataset.act ?? "");
    });
    this.#patch();
  }

  #patch() {
    const { open, due } = this.#store.saved;
    const count = maybe("saved-count");
    setText(count, String(due.length || open.length));
    setAttribute(count, "data-due", due.length ? "" : null);
    show(count, open.length > 0);
    const [first] = due;
    show(this.#bar, first !== undefined);
    if (!first) return;
    const place = placeName(this.#store, first.room);
    setText(hook("reminder-text", this.#bar), first.note || `A message${place && ` in ${place}`}`);
    setText(hook("reminder-more", this.#bar), due.length > 1 ? `and ${due.length - 1} more` : "");
    setAttribute(hook("reminder-link", this.#bar), "href", `/r/${first.room}/${first.seq}/`);
  }

  /** What becomes of the one that the bar is about. @param {string} act */
  #answer(act) {
    const [first] = this.#store.saved.due;
    const later = new Date(Date.now() + HOUR_MS).toISOString();
    const fields = {
      "reminder-done": { done: true },
      "reminder-later": { remind_at: later },
      "reminder-dismiss": { quiet: true },
    }[act];
    if (!first || !fields) return;
    this.#commands.saved.update(first.id, fields).catch((error) => toast(error.message));
  }

  /**
   * @param {Event} event
   * @param {boolean} on
   */
  #set(event, on) {
    const article = within(event, "message");
    if (!article) return;
    const message = { room: Number(article.dataset.ofRoom), id: Number(article.dataset.message) };
    const saved = this.#store.saved.of(message.id);
    const { saved: commands } = this.#commands;
    const work = on ? commands.save(message) : commands.remove(saved?.id ?? 0);
    const done = () => toast(on ? "Saved for later." : "No longer saved.");
    work.then(done, (error) => toast(error.message));
  }
}
