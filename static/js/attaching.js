// @ts-check
/** @import {Bootstrap, FileShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Composer, Place} from "./composer.js" */
/** @import {Tray} from "./files/tray.js" */
import { clone, hook } from "./dom.js";
import { hasFilesLeft } from "./files_left.js";

/**
 * Files at a composer: picked, pasted, dropped. What keeps, sends and shows them is loaded with the
 * first one, and with those that an earlier page left.
 */
export class Attaching {
  /** @type {Promise<Tray> | null} */
  #loading = null;
  /** @type {Tray | null} */
  #tray = null;
  /** @type {Place | null} */
  #place = null;
  #composer;
  #commands;
  #page;

  /**
   * @param {Composer} composer
   * @param {Commands} commands
   * @param {Bootstrap} page
   * @param {HTMLElement} pane where files are dropped
   */
  constructor(composer, commands, page, pane) {
    this.#composer = composer;
    this.#commands = commands;
    this.#page = page;
    composer.files = this;
    const picker = /** @type {HTMLInputElement} */ (hook("file-input", composer.form));
    hook("attach", composer.form).addEventListener("click", () => picker.click());
    picker.addEventListener("change", () => {
      this.#add([...(picker.files ?? [])]);
      picker.value = "";
    });
    composer.input.addEventListener("paste", (event) => this.#paste(event));
    listenForDrop(pane, composer.form, (files) => this.#add(files));
    if (hasFilesLeft(page.me.id)) void this.#load();
  }

  /** How many are at the open place, on their way or here. */
  get count() {
    return this.#tray?.count ?? 0;
  }

  /** @param {Place} place */
  open(place) {
    this.#place = place;
    this.#tray?.open(place);
  }

  /**
   * @returns {Promise<boolean>} true once all are here; false where one failed, or somebody is
   *   waiting already
   */
  settled() {
    return this.#tray?.settled() ?? Promise.resolve(true);
  }

  /** Takes those out that go with a message. @param {Place} place @returns {FileShape[]} */
  take(place) {
    return this.#tray?.take(place) ?? [];
  }

  /** @param {Place} place @param {FileShape[]} files those of a message that was taken back */
  giveBack(place, files) {
    if (files.length) void this.#load().then((tray) => tray.giveBack(place, files));
  }

  /** @param {File[]} files */
  #add(files) {
    if (!files.length || !this.#place || this.#composer.form.hidden) return;
    const place = this.#place;
    void this.#load().then((tray) => {
      tray.add(place, files);
      this.#composer.focus();
    });
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    // A table copied from a spreadsheet comes as words and as a picture of them: it means the words.
    if (!files.length || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    this.#add(files.map(named));
  }

  #load() {
    this.#loading ??= import("./files/tray.js").then(({ Tray }) => {
      this.#tray = new Tray(this.#composer, this.#commands, this.#page);
      if (this.#place) this.#tray.open(this.#place);
      return this.#tray;
    });
    // Without a connection it comes at the next try.
    this.#loading.catch(() => (this.#loading = null));
    return this.#loading;
  }
}

/** A screenshot is pasted as `image.png`, each alike. @param {File} file */
function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const now = new Date().toISOString().slice(0, 16).replace("T", " ").replace(":", ".");
  return new File([file], file.name.replace("image", `Pasted ${now}`), { type: file.type });
}

/**
 * @param {HTMLElement} pane
 * @param {HTMLElement} form
 * @param {(files: File[]) => void} take
 */
function listenForDrop(pane, form, take) {
  /** @type {HTMLElement | null} */
  let zone = null;
  const show = (/** @type {boolean} */ over) => {
    if (!over) zone?.remove();
    else if (!zone?.isConnected) pane.append((zone ??= clone("drop-zone")));
  };
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    pane.addEventListener(name, (raised) => {
      const event = /** @type {DragEvent} */ (raised);
      if (form.hidden || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const to = event.relatedTarget;
      show(name !== "drop" && !(name === "dragleave" && !(to instanceof Node && pane.contains(to))));
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }
}
