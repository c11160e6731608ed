// @ts-check
/** @import {Bootstrap, FileShape} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Entry} from "./entries.js" */
import { Upload } from "tus-js-client";
import { Signals } from "../signals.js";
import { AT_ONCE, CHUNK, isPassing, newEntry, refusalOf } from "./entries.js";
import { Shelf } from "./shelf.js";

const PAUSES_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];
/** @type {Uploads | undefined} */
let only;

/**
 * The page's one, for all its composers.
 *
 * @param {Commands} commands
 * @param {Bootstrap} page
 */
export function uploadsOf(commands, page) {
  only ??= new Uploads(commands, page);
  return only;
}

/**
 * Files on their way to the server, by tus: a few at a time, gone on with after a lost connection
 * and in the next page. Signals: `changed` (entry), `gone` (entry).
 */
export class Uploads {
  signals = new Signals();
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<string, Upload>} */
  #running = new Map();
  #commands;
  #shelf;
  #csrf;

  /**
   * @param {Commands} commands
   * @param {Bootstrap} page
   */
  constructor(commands, page) {
    this.#commands = commands;
    this.#csrf = page.csrf;
    this.#shelf = new Shelf(page.me.id);
    window.addEventListener("online", () => this.#goOn());
    void this.#restore();
  }

  /**
   * @param {number} room
   * @param {number | null} thread
   * @returns {Entry[]} in the order chosen
   */
  at(room, thread) {
    return [...this.#entries.values()].filter((e) => e.room === room && e.thread === thread);
  }

  /**
   * @param {{id: number, thread: number | null}} place
   * @param {File[]} files
   */
  add(place, files) {
    for (const file of files) {
      this.#change(newEntry(place, { name: file.name, size: file.size, blob: file }));
    }
    this.#pump();
  }

  /**
   * @param {{id: number, thread: number | null}} place
   * @param {FileShape} file one that the server has, unsent
   */
  hold(place, file) {
    this.#change(newEntry(place, { name: file.name, size: file.size, file }));
  }

  /** @param {string} key */
  retry(key) {
    const entry = this.#entries.get(key);
    if (entry?.state !== "failed" && entry?.state !== "lost") return;
    this.#change({ ...entry, state: "waiting", error: "" });
    this.#pump();
  }

  /** Ends an upload, or throws the file away. @param {string} key */
  remove(key) {
    const entry = this.#entries.get(key);
    if (!entry) return;
    void this.#running.get(key)?.abort();
    this.#forget(entry);
    const id = entry.file?.id ?? entry.url?.split("/").pop();
    // Where that is not heard, the server clears it away in its time.
    if (id) this.#commands.files.remove(id).catch(() => {});
    this.#pump();
  }

  /** It is sent: nothing of it is kept here. @param {Entry} entry */
  let(entry) {
    this.#forget(entry);
  }

  /**
   * @param {string} key
   * @param {string} alt
   */
  async describe(key, alt) {
    const entry = this.#entries.get(key);
    if (!entry?.file) return;
    this.#change({ ...entry, file: await this.#commands.files.describe(entry.file.id, alt) });
  }

  async #restore() {
    const left = await this.#shelf.adopt();
    if (!left.length) return;
    const files = await unsentFiles().catch(() => null);
    for (const entry of left) {
      // One that was sent from elsewhere, or left for too long, is no more.
      const file = files?.find(({ id }) => id === entry.file?.id) ?? null;
      if (entry.state === "ready" && files && !file) this.#shelf.delete(entry.key);
      else if (entry.state === "ready") this.#change({ ...entry, file: file ?? entry.file });
      else if (entry.blob) this.#change({ ...entry, state: "waiting", error: "" });
    }
    this.#pump();
  }

  #goOn() {
    for (const { key, state } of this.#entries.values()) if (state === "lost") this.retry(key);
  }

  #pump() {
    for (const entry of this.#entries.values()) {
      if (this.#running.size >= AT_ONCE) return;
      if (entry.state === "waiting") this.#start(entry);
    }
  }

  /** @param {Entry} entry */
  #start({ key, blob, url, name }) {
    if (!blob) return;
    const upload = new Upload(/** @type {File} */ (blob), {
      endpoint: "/api/uploads",
      uploadUrl: url,
      chunkSize: CHUNK,
      retryDelays: PAUSES_MS,
      metadata: { filename: name },
      headers: { "X-CSRFToken": this.#csrf },
      storeFingerprintForResuming: false, // the shelf knows where to go on
      // Without a line of its own the browser tells when it is back: nothing is asked until then.
      onShouldRetry: (error) => navigator.onLine && isPassing(refusalOf(error).status),
      onUploadUrlAvailable: () => this.#update(key, { url: upload.url }),
      onProgress: (sent) => this.#update(key, { sent }, false),
      onSuccess: () => void this.#done(key),
      onError: (error) => this.#failed(key, error),
    });
    this.#running.set(key, upload);
    this.#update(key, { state: "uploading" });
    upload.start();
  }

  /** @param {string} key */
  async #done(key) {
    const id = this.#entries.get(key)?.url?.split("/").pop();
    try {
      const file = await fileOf(id ?? "");
      this.#running.delete(key);
      this.#update(key, { state: "ready", file, blob: null, error: "" });
    } catch (error) {
      this.#failed(key, /** @type {Error} */ (error));
    }
    this.#pump();
  }

  /**
   * @param {string} key
   * @param {Error} error
   */
  #failed(key, error) {
    this.#running.delete(key);
    const { status, words } = refusalOf(/** @type {any} */ (error));
    const lost = status === 0;
    const said = lost ? "The connection is lost. It goes on once it is back." : words;
    const refused = [400, 413, 415].includes(status);
    const state = lost ? "lost" : refused ? "refused" : "failed";
    this.#update(key, { state, error: said });
    // The browser tells of its own line alone: one that is dead further off is tried again.
    if (lost) setTimeout(() => this.#entries.get(key)?.state === "lost" && this.retry(key), 20_000);
    this.#pump();
  }

  /**
   * @param {string} key
   * @param {Partial<Entry>} fields
   * @param {boolean} [keep] whether the next page should know of it
   */
  #update(key, fields, keep = true) {
    const entry = this.#entries.get(key);
    if (entry) this.#change({ ...entry, ...fields }, keep);
  }

  /**
   * @param {Entry} entry
   * @param {boolean} [keep]
   */
  #change(entry, keep = true) {
    this.#entries.set(entry.key, entry);
    if (keep) this.#shelf.put(entry);
    this.signals.emit("changed", entry);
  }

  /** @param {Entry} entry */
  #forget(entry) {
    this.#running.delete(entry.key);
    this.#entries.delete(entry.key);
    this.#shelf.delete(entry.key);
    this.signals.emit("gone", entry);
  }
}

/** @param {string} id @returns {Promise<FileShape>} */
async function fileOf(id) {
  const answer = await fetch(`/api/files/${id}`);
  if (!answer.ok) throw new Error("That file is no longer there.");
  return answer.json();
}

/** @returns {Promise<FileShape[]>} */
async function unsentFiles() {
  const answer = await fetch("/api/uploads");
  if (!answer.ok) throw new Error("It is not known what is there.");
  return answer.json();
}
