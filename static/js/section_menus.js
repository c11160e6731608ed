// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */
import { isAlways, sectionName } from "./arranging.js";
import { dialog, onSubmit, openDialog } from "./dialogs/dialog.js";
import { clone, hook, hooks, maybe, setAttribute, setText, show, within } from "./dom.js";
import { Menu } from "./menu.js";
import { toast } from "./notices.js";

/** The menus of a section and of a room in the sidebar, and the dialog for a section's name. */
export class SectionMenus {
  #section = new Menu("section-menu");
  #room = new Menu("room-menu");
  /** Which section the menu or the dialog is about; "" makes one. */
  #key = "";
  /** From where the section's menu was opened. @type {HTMLElement | null} */
  #anchor = null;
  /** Which room, where a new section is for it. @type {number | null} */
  #of = null;
  #store;
  #commands;

  /**
   * @param {Store} store
   * @param {Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    this.#section.element.addEventListener("click", (event) => this.#pressSection(event));
    this.#room.element.addEventListener("click", (event) => this.#pressRoom(event));
    onSubmit("section", (fields) => this.#save(String(fields.get("name"))));
  }

  /**
   * @param {string} key
   * @param {HTMLElement} anchor
   */
  openSection(key, anchor) {
    const { sections } = this.#store.sidebar;
    const at = sections.findIndex((section) => section.key === key);
    const section = sections[at];
    if (!section) return;
    this.#key = key;
    this.#of = null;
    this.#anchor = anchor;
    const menu = this.#section.element;
    for (const item of hooks("sort", menu)) check(item, item.dataset.sort === section.sort);
    show(hook('act="section-up"', menu), at > 0);
    show(hook('act="section-down"', menu), at < sections.length - 1);
    show(hook('act="section-rename"', menu), !isAlways(key));
    show(hook('act="section-delete"', menu), !isAlways(key));
    this.#section.open(anchor.parentElement ?? anchor, anchor);
  }

  /**
   * @param {number} id
   * @param {HTMLElement} anchor
   */
  openRoom(id, anchor) {
    const mine = this.#store.rooms.get(id)?.mine;
    if (!mine) return;
    this.#of = id;
    const menu = this.#room.element;
    for (const item of hooks("toggle", menu)) {
      check(item, item.dataset.toggle === "starred" ? mine.starred : mine.muted);
    }
    const own = this.#store.sidebar.sections.filter(({ key }) => !isAlways(key));
    const held = own.some(({ key }) => key === mine.section) ? mine.section : "";
    const choices = [{ key: "", name: "None" }, ...own.map((s) => ({ key: s.key, name: s.name }))];
    const rows = choices.map(({ key, name }) => {
      const row = clone("into");
      row.dataset.into = key;
      setText(hook("into-name", row), name);
      check(row, key === held);
      return row;
    });
    hook("into-list", menu).replaceChildren(...rows);
    this.#room.open(anchor.parentElement ?? anchor, anchor);
  }

  /** @param {Event} event */
  #pressSection(event) {
    const sort = within(event, "sort")?.dataset.sort;
    const act = within(event, "act")?.dataset.act;
    const { sections } = this.#store.sidebar;
    const at = sections.findIndex(({ key }) => key === this.#key);
    const key = this.#key;
    if (sort) this.#do(this.#commands.sections.update(key, { sort }));
    else if (act === "section-up") this.#move(sections[at - 1]?.key ?? "");
    else if (act === "section-down") this.#move(sections[at + 2]?.key ?? "");
    else if (act === "section-delete") this.#do(this.#commands.sections.remove(key));
    else if (act === "section-rename") this.#ask(key);
    else if (act === "section-new") this.#ask("");
  }

  /** @param {Event} event */
  #pressRoom(event) {
    const room = this.#of;
    const toggle = within(event, "toggle");
    const into = within(event, "into")?.dataset.into;
    if (room === null) return;
    if (toggle) {
      const wanted = { [toggle.dataset.toggle ?? ""]: toggle.ariaChecked !== "true" };
      this.#do(this.#commands.rooms.setPrefs(room, wanted));
    } else if (into !== undefined) this.#do(this.#commands.sections.put(room, into));
    else if (within(event, "act")) this.#ask("");
  }

  /** @param {string} before */
  #move(before) {
    const anchor = this.#anchor;
    const moved = this.#commands.sections.update(this.#key, { before });
    // An element that is moved loses the focus.
    this.#do(moved.then(() => void setTimeout(() => anchor?.focus({ preventScroll: true }))));
  }

  /** @param {string} key "" for one that is to be made */
  #ask(key) {
    this.#key = key;
    const element = dialog("section");
    const section = this.#store.sidebar.sections.find((each) => each.key === key);
    const title = element && hook("dialog-title", element);
    setText(title, section ? "Rename the section" : "New section");
    const name = /** @type {HTMLInputElement | null} */ (document.getElementById("section-name"));
    if (name) name.value = section ? sectionName(section) : "";
    show(element && maybe("form-error", element), false);
    openDialog("section");
    name?.select();
  }

  /** @param {string} name */
  async #save(name) {
    if (this.#key) {
      await this.#commands.sections.update(this.#key, { name });
      return;
    }
    const made = await this.#commands.sections.create(name);
    if (this.#of !== null && made) await this.#commands.sections.put(this.#of, made);
  }

  /** @param {Promise<void>} work */
  #do(work) {
    work.catch((error) => toast(error.message));
  }
}

/**
 * @param {HTMLElement} item
 * @param {boolean} checked
 */
function check(item, checked) {
  setAttribute(item, "aria-checked", String(checked));
}
