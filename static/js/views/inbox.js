// @ts-check
/** @import {InboxItem} from "../types.d.ts" */
/** @import {Around, View} from "../views.js" */
import { arrange, hook, hooks, setAttribute, setText, show, within } from "../dom.js";
import { countText } from "../inbox_count.js";
import { Latest } from "../latest.js";
import { announce, toast } from "../notices.js";
import { listenForTabs } from "../tabs.js";
import { Times } from "../times.js";
import { InboxRows, keyOf, placeOfItem } from "./inbox_rows.js";

/** @typedef {{items: InboxItem[], next: string | null}} Section */

/**
 * The inbox: what is new in it first, then what one is done with. An item is opened, answered or
 * done with by hand or by a letter.
 *
 * @implements {View}
 */
export class InboxView {
  #element = hook('view="inbox"');
  /** @type {InboxItem["kind"] | null} */
  #kind = null;
  /** @type {Map<"new" | "earlier", Section>} */
  #sections = new Map();
  #isOpen = false;
  /** Which load was asked for last: the others come too late. */
  #asked = 0;
  #loads = new Latest();
  #around;
  #rows;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
    this.#rows = new InboxRows(around.store, new Times(around.page.me.time_zone));
    const reload = () => {
      if (this.#isOpen) void this.#load();
    };
    for (const topic of ["inbox-counts", "inbox"]) around.store.signals.on(topic, reload);
    around.store.signals.on("person", () => this.#patch());
    listenForTabs(hook("inbox-tabs", this.#element), (tab) => this.#choose(tab));
    this.#element.addEventListener("click", (event) => this.#click(event));
    this.#element.addEventListener("keydown", (event) => this.#key(event));
  }

  async open() {
    this.#isOpen = true;
    this.#patch();
    void this.#load();
    // Something may come just now, and what was asked for before it is dropped.
    await this.#loads.settled();
    if (this.#isOpen) (this.#links[0] ?? this.#element).focus({ preventScroll: true });
  }

  close() {
    this.#isOpen = false;
  }

  /** @param {HTMLElement} tab */
  #choose(tab) {
    this.#kind = /** @type {InboxItem["kind"]} */ (tab.dataset.inboxKind) || null;
    setAttribute(hook("inbox-body", this.#element), "aria-labelledby", tab.id);
    this.#sections.clear();
    this.#patch();
    void this.#load();
  }

  /** As much as is shown, anew. */
  #load() {
    return this.#loads.follow(this.#read());
  }

  async #read() {
    const asked = (this.#asked += 1);
    try {
      const [fresh, earlier] = await Promise.all([this.#pages("new"), this.#pages("earlier")]);
      if (asked !== this.#asked) return;
      this.#sections.set("new", fresh).set("earlier", earlier);
      this.#say(null);
    } catch (error) {
      if (asked === this.#asked) this.#say(/** @type {Error} */ (error));
    }
    this.#patch();
  }

  /**
   * @param {"new" | "earlier"} name
   * @returns {Promise<Section>}
   */
  async #pages(name) {
    const wanted = this.#sections.get(name)?.items.length ?? 0;
    const asked = { kind: this.#kind, unread: name === "new" };
    const { items, next } = await this.#around.commands.inbox.page(asked);
    /** @type {Section} */
    const section = { items, next };
    while (section.items.length < wanted && section.next) await this.#extend(name, section);
    return section;
  }

  /**
   * @param {"new" | "earlier"} name
   * @param {Section} section
   */
  async #extend(name, section) {
    const asked = { kind: this.#kind, unread: name === "new", before: section.next };
    const { items, next } = await this.#around.commands.inbox.page(asked);
    section.items = [...section.items, ...items];
    section.next = next;
  }

  #patch() {
    const { counts, total } = this.#around.inbox;
    for (const count of hooks("inbox-count-of", this.#element)) {
      const kind = /** @type {InboxItem["kind"]} */ (count.dataset.inboxCountOf);
      setText(count, countText(counts[kind]));
      show(count, counts[kind] > 0);
    }
    const read = /** @type {HTMLButtonElement} */ (hook('act="inbox-read"', this.#element));
    read.disabled = total === 0;
    for (const name of /** @type {const} */ (["new", "earlier"])) {
      const { items = [], next = null } = this.#sections.get(name) ?? {};
      const place = hook(`inbox-section="${name}"`, this.#element);
      arrange(hook("inbox-list", place), items.map((item) => this.#rows.row(item)));
      show(place, items.length > 0);
      show(hook('act="inbox-more"', place), next !== null);
    }
    const loaded = this.#sections.has("new");
    show(hook("inbox-empty", this.#element), loaded && !this.#sections.get("new")?.items.length);
  }

  /** @param {Error | null} error */
  #say(error) {
    show(hook("inbox-error", this.#element), error !== null);
    if (error) setText(hook("inbox-error-text", this.#element), error.message);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const act = within(event, "act")?.dataset.act;
    const row = within(event, "inbox-item");
    const item = row && this.#itemOf(row);
    if (act === "inbox-retry") void this.#load();
    else if (act === "inbox-read") this.#readAll();
    else if (act === "inbox-more") void this.#more(event);
    else if (item && act) this.#act(act, item);
    // The link itself leads there: who looks at it is done with it.
    else if (item && within(event, "inbox-link")) this.#mark(item, true);
  }

  /**
   * @param {string} act
   * @param {InboxItem} item
   */
  #act(act, item) {
    if (act === "inbox-reply") {
      const { room, thread } = placeOfItem(item);
      this.#mark(item, true);
      void this.#around.go(room, null, thread ?? item.message.id);
    } else this.#mark(item, act === "inbox-done");
  }

  /**
   * Here at once, the server says so after.
   *
   * @param {InboxItem} item
   * @param {boolean} done
   */
  #mark(item, done) {
    if (item.unread !== done) return;
    const row = this.#rows.of(item);
    const next = (row?.nextElementSibling ?? row?.previousElementSibling) ?? null;
    const hadFocus = row?.contains(document.activeElement);
    this.#move(item, done);
    if (hadFocus) (next ? hook("inbox-link", next) : this.#element).focus();
    announce(done ? "Done" : "Back to new");
    this.#around.commands.inbox.mark(item, done).catch((error) => {
      toast(error.message);
      void this.#load();
    });
  }

  /**
   * @param {InboxItem} item
   * @param {boolean} done
   */
  #move(item, done) {
    this.#asked += 1; // what is on its way does not know of it
    for (const [name, section] of this.#sections) {
      const left = section.items.filter((each) => keyOf(each) !== keyOf(item));
      if ((name === "earlier") === done) left.push({ ...item, unread: !done });
      section.items = left.sort((a, b) => (a.at < b.at ? 1 : -1));
    }
    this.#patch();
  }

  #readAll() {
    const { inbox } = this.#around.commands;
    inbox.readAll().then(() => toast("Done with all of it."), (error) => toast(error.message));
  }

  /** @param {MouseEvent} event */
  async #more(event) {
    const place = within(event, "inbox-section");
    const name = /** @type {"new" | "earlier"} */ (place?.dataset.inboxSection);
    const section = this.#sections.get(name);
    if (!place || !section) return;
    const had = section.items.length;
    await this.#extend(name, section).catch((error) => toast(error.message));
    this.#patch();
    hooks("inbox-link", place)[had]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const row = within(event, "inbox-item");
    if (!row || ctrlKey || metaKey || altKey) return;
    const links = this.#links;
    const at = links.indexOf(hook("inbox-link", row));
    const item = this.#itemOf(row);
    const to = new Map([["ArrowDown", at + 1], ["j", at + 1], ["ArrowUp", at - 1], ["k", at - 1]]);
    if (to.has(key)) links[to.get(key) ?? 0]?.focus();
    else if (key === "e" && item) this.#mark(item, item.unread);
    else if (key === "r" && item) this.#act("inbox-reply", item);
    else return;
    event.preventDefault();
  }

  get #links() {
    return hooks("inbox-link", this.#element);
  }

  /** @param {HTMLElement} row */
  #itemOf(row) {
    const all = [...this.#sections.values()].flatMap(({ items }) => items);
    return all.find((item) => keyOf(item) === row.dataset.inboxItem) ?? null;
  }
}
