// @ts-check
/** @import {Bootstrap, FileShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Composer, Place} from "../composer.js" */
/** @import {Entry} from "./entries.js" */
import { arrange, hook, show, within } from "../dom.js";
import { announce, toast } from "../notices.js";
import { describeFile } from "./describing.js";
import { sift } from "./entries.js";
import { fillChip } from "./chip.js";
import { uploadsOf } from "./uploads.js";

/** The files that will go with a message, above the words: how far each is, and what to do with it. */
export class Tray {
  /** @type {Map<string, HTMLElement>} */
  #chips = new Map();
  /** @type {Place | null} */
  #place = null;
  /** Who waits for the files of a place. @type {{place: Place, done: (all: boolean) => void} | null} */
  #waiting = null;
  #composer;
  #uploads;
  #limits;
  #list;
  #note;

  /**
   * @param {Composer} composer
   * @param {Commands} commands
   * @param {Bootstrap} page
   */
  constructor(composer, commands, page) {
    this.#composer = composer;
    this.#limits = page.limits;
    this.#uploads = uploadsOf(commands, page);
    this.#list = hook("tray", composer.form);
    this.#note = hook("tray-wait", composer.form);
    this.#list.addEventListener("click", (event) => this.#click(event));
    hook("tray-stop", this.#note).addEventListener("click", () => {
      this.#end(false);
      composer.focus();
    });
    this.#uploads.signals.on("changed", (entry) => this.#changed(entry));
    this.#uploads.signals.on("gone", (entry) => this.#changed(entry));
  }

  get count() {
    return this.#entries.length;
  }

  /** @param {Place} place */
  open(place) {
    this.#place = place;
    this.#patch();
  }

  /**
   * @param {Place} place
   * @param {File[]} files
   */
  add(place, files) {
    const held = this.#uploads.at(place.id, place.thread).length;
    const { taken, refusal } = sift(files, held, this.#limits);
    if (refusal) toast(refusal);
    this.#uploads.add(place, taken);
    if (taken.length) announce(taken.length === 1 ? "Uploading 1 file" : `Uploading ${taken.length} files`);
  }

  /** @param {Place} place @param {FileShape[]} files */
  giveBack(place, files) {
    for (const file of files) this.#uploads.hold(place, file);
  }

  /** @returns {Promise<boolean>} */
  settled() {
    const place = this.#place;
    if (!place || this.#waiting) return Promise.resolve(false);
    return new Promise((done) => {
      this.#waiting = { place, done };
      this.#look();
    });
  }

  /** @param {Place} place @returns {FileShape[]} */
  take(place) {
    const entries = this.#uploads.at(place.id, place.thread);
    for (const entry of entries) this.#uploads.let(entry);
    return entries.flatMap(({ file }) => file ?? []);
  }

  get #entries() {
    return this.#place ? this.#uploads.at(this.#place.id, this.#place.thread) : [];
  }

  /** Whether those who wait need wait no longer. */
  #look() {
    if (!this.#waiting) return;
    const { place } = this.#waiting;
    const states = this.#uploads.at(place.id, place.thread).map(({ state }) => state);
    if (states.includes("failed") || states.includes("refused")) {
      this.#end(false);
      toast("Not sent yet: a file could not be uploaded. Try it again, or remove it.");
    } else if (states.every((state) => state === "ready")) this.#end(true);
    else this.#patchNote();
  }

  /** @param {boolean} all */
  #end(all) {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#patchNote();
    waiting?.done(all);
  }

  #patchNote() {
    const { place } = this.#waiting ?? {};
    const here = place?.id === this.#place?.id && place?.thread === this.#place?.thread;
    show(this.#note, place !== undefined && here);
  }

  /** @param {Entry} entry */
  #changed(entry) {
    const { key, room, thread, state, name, error } = entry;
    const chip = this.#chips.get(key);
    if (chip && chip.dataset.state !== state) {
      if (state === "ready") announce(`${name} is uploaded`);
      if (state === "failed" || state === "refused") announce(`${name}: ${error}`);
    }
    if (room === this.#place?.id && thread === this.#place.thread) this.#patch();
    this.#look();
  }

  #patch() {
    const entries = this.#entries;
    const keys = new Set(entries.map(({ key }) => key));
    for (const key of this.#chips.keys()) if (!keys.has(key)) this.#chips.delete(key);
    arrange(
      this.#list,
      entries.map((entry) => {
        const chip = fillChip(this.#chips.get(entry.key), entry);
        this.#chips.set(entry.key, chip);
        return chip;
      }),
    );
    show(this.#list, entries.length > 0);
    this.#patchNote();
  }

  /** @param {Event} event */
  #click(event) {
    const chip = within(event, "tray-file");
    const key = chip?.dataset.trayFile ?? "";
    if (within(event, "tray-remove")) this.#remove(chip, key);
    else if (within(event, "tray-retry")) this.#uploads.retry(key);
    else if (within(event, "tray-describe")) {
      const entry = this.#entries.find((each) => each.key === key);
      if (entry?.file) describeFile(entry.file, (alt) => this.#uploads.describe(key, alt));
    }
  }

  /**
   * The focus goes on to the next.
   *
   * @param {HTMLElement | null} chip
   * @param {string} key
   */
  #remove(chip, key) {
    const next = chip?.nextElementSibling ?? chip?.previousElementSibling;
    this.#uploads.remove(key);
    announce("Removed");
    if (next) hook("tray-remove", next).focus();
    else this.#composer.focus();
  }
}
