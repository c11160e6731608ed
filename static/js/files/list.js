// @ts-check
/** @import {RoomFile} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
/** @import {Times} from "../times.js" */
import { arrange, clone, hook, hooks, setAttribute, setText, show, within } from "../dom.js";
import { fileFacts, fileIcon } from "../file_facts.js";
import { announce } from "../notices.js";

/** The files of one room, those sent last first, of one kind or all, a page at a time. */
export class FilesList {
  #room = 0;
  /** @type {string | null} */
  #kind = null;
  /** @type {RoomFile[]} */
  #files = [];
  #asked = 0;
  #panel;
  #store;
  #commands;
  #times;

  /**
   * @param {HTMLElement} panel
   * @param {Store} store
   * @param {Commands} commands
   * @param {Times} times
   */
  constructor(panel, store, commands, times) {
    this.#panel = panel;
    this.#store = store;
    this.#commands = commands;
    this.#times = times;
    panel.addEventListener("click", (event) => {
      const kind = within(event, "files-kind");
      if (kind) this.#choose(kind);
      else if (within(event, "files-more")) void this.#load(this.#files.at(-1)?.id ?? null);
      else if (within(event, "files-again")) void this.#load(null);
    });
    store.signals.on("arrived", (message) => {
      if (message.room === this.#room && message.files.length) this.#again();
    });
    store.signals.on("timeline", (room) => {
      if (room === this.#room && this.#files.some((each) => this.#isGone(each))) this.#again();
    });
  }

  /** @param {number} room */
  open(room) {
    if (room !== this.#room) {
      this.#files = [];
      this.#patch(false);
    }
    this.#room = room;
    void this.#load(null);
  }

  /** @param {HTMLElement} button */
  #choose(button) {
    for (const each of hooks("files-kind", this.#panel)) {
      setAttribute(each, "aria-pressed", String(each === button));
    }
    this.#kind = button.dataset.filesKind || null;
    void this.#load(null).then(() => announce(`${this.#files.length} files shown`));
  }

  /** What is listed has changed, and can be seen. */
  #again() {
    if (this.#panel.checkVisibility()) void this.#load(null);
  }

  /** @param {number | null} before the id of the last one had */
  async #load(before) {
    const asked = (this.#asked += 1);
    try {
      const page = await this.#commands.files.page(this.#room, this.#kind, before);
      if (asked !== this.#asked) return; // another room or kind was chosen meanwhile
      this.#files = before === null ? page.files : [...this.#files, ...page.files];
      this.#patch(page.more);
    } catch (error) {
      if (asked === this.#asked) this.#fail(/** @type {Error} */ (error));
    }
  }

  /** @param {boolean} more */
  #patch(more) {
    const list = hook("files-list", this.#panel);
    const known = new Map(hooks("room-file", list).map((row) => [row.dataset.roomFile, row]));
    arrange(list, this.#files.map((each) => this.#fill(known.get(`${each.id}`), each)));
    show(hook("files-more", this.#panel), more);
    show(hook("files-error", this.#panel), false);
    show(hook("files-none", this.#panel), this.#room !== 0 && !this.#files.length && !more);
  }

  /** @param {Error} error */
  #fail(error) {
    setText(hook("files-error-text", this.#panel), error.message);
    show(hook("files-error", this.#panel), true);
  }

  /**
   * @param {HTMLElement | undefined} held
   * @param {RoomFile} entry
   */
  #fill(held, { id, file, seq, thread_root: root, author, at }) {
    const row = held ?? clone("room-file");
    row.dataset.roomFile = `${id}`;
    const link = hook("file-link", row);
    setAttribute(link, "href", file.url);
    setText(hook("file-name", row), file.name);
    setText(hook("file-facts", row), fileFacts(file));
    const person = this.#store.people.current(author);
    const day = this.#times.dayText(this.#times.moment(at).day);
    setText(hook("file-from", row), `${person?.display_name ?? "Former member"}, ${day}`);
    const place = root ? `/r/${this.#room}/t/${root}/${seq}/` : `/r/${this.#room}/${seq}/`;
    setAttribute(hook("file-jump", row), "href", place);
    setAttribute(hook("file-jump", row), "aria-label", `To the message with ${file.name}`);
    const frame = hook("tray-picture", row);
    setAttribute(frame.querySelector("use"), "href", `#icon-${fileIcon(file.kind)}`);
    if (file.thumbnail && !frame.querySelector("img")) {
      const picture = document.createElement("img");
      Object.assign(picture, { alt: "", loading: "lazy", src: file.thumbnail });
      frame.append(picture);
    }
    return row;
  }

  /** @param {RoomFile} entry */
  #isGone({ seq }) {
    return this.#store.rooms.get(this.#room)?.timeline.get(seq)?.deleted === true;
  }
}
