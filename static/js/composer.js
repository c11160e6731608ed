// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {SendExtras} from "./types.d.ts" */
import { Edited } from "./composer_edited.js";
import { NO_FILES } from "./composer_files.js";
import { fit, tooLong } from "./composer_size.js";
import { hook, maybe } from "./dom.js";
import { Drafts } from "./drafts.js";
import { toast } from "./notices.js";
import { readSlash } from "./slash.js";

/** @typedef {{id: number, thread: number | null}} Place a room, or a thread of it */

/**
 * Where messages are written: one draft a place, or the text of a message that is being edited.
 */
export class Composer {
  /** Called with each message as it is sent. */
  onSend = () => {};
  /** Called when the text changes by hand. @type {(room: number, text: string) => void} */
  onInput = () => {};
  /** Asked for the message that ↑ edits. @type {() => MessageShape | null} */
  lastOwn = () => null;
  /** @type {(message: MessageShape) => void} */
  onEmptied = () => {};
  /** Files that go with the next message (attaching.js). */
  files = NO_FILES;
  /** What goes with a message beside its words. @type {() => SendExtras} */
  extras = () => ({});
  form;
  input;
  /** @type {Place | null} */
  #place = null;
  #edited;
  /** What was written before this script ran. */
  #early;
  #commands;
  #drafts;
  #longest;
  #enterSends;

  /**
   * @param {HTMLElement} form
   * @param {Commands} commands
   * @param {Drafts} drafts
   * @param {{longest: number, enterSends: boolean}} options longest: characters; where Enter does not
   *   send, Ctrl+Enter does
   */
  constructor(form, commands, drafts, { longest, enterSends }) {
    this.form = form;
    this.input = /** @type {HTMLTextAreaElement} */ (hook("input", form));
    this.#early = this.input.value;
    this.#commands = commands;
    this.#drafts = drafts;
    this.#longest = longest;
    this.#enterSends = enterSends;
    this.#edited = new Edited(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    drafts.signals.on("replaced", ({ room, thread }) => this.#replaced(room, thread));
    maybe("cancel-edit", form)?.addEventListener("click", () => this.cancelEdit());
  }

  /** @param {Place} place */
  open(place) {
    this.cancelEdit();
    this.#place = place;
    this.#put(this.#drafts.get(place.id, place.thread) || this.#early);
    this.#early = "";
    this.files.open(place);
  }

  /**
   * Whether this is where one writes to a room, or to a thread of it.
   *
   * @param {number} room
   * @param {number | null} thread
   */
  isAt(room, thread) {
    return this.#place?.id === room && this.#place.thread === thread;
  }

  /**
   * Puts a quote where one writes, after what was begun.
   *
   * @param {string} quote
   */
  quote(quote) {
    if (!this.#place) return;
    this.cancelEdit();
    const { id, thread } = this.#place;
    const begun = this.input.value.trimEnd();
    const all = begun ? `${begun}\n\n${quote}` : quote;
    this.#drafts.set(id, all, thread);
    this.#put(all);
    this.focus();
  }

  /**
   * Words that were sent are the draft again, before what was begun since.
   *
   * @param {number} room
   * @param {number | null} thread
   * @param {string} text
   */
  giveBack(room, thread, text) {
    const since = this.#drafts.get(room, thread);
    const all = since.trim() ? `${text}\n${since}` : text;
    this.#drafts.set(room, all, thread);
    if (this.isAt(room, thread) && !this.#edited.message) this.#put(all);
  }

  focus() {
    if (!this.form.hidden) this.input.focus({ preventScroll: true });
  }

  /** @param {MessageShape} message */
  edit(message) {
    this.#edited.begin(message);
    this.#put(message.text);
    this.focus();
  }

  /** @returns {boolean} whether there was anything to cancel */
  cancelEdit() {
    if (!this.#edited.end()) return false;
    this.#put(this.#place ? this.#drafts.get(this.#place.id, this.#place.thread) : "");
    return true;
  }

  async submit() {
    const place = this.#place;
    const edited = this.#edited.message;
    if (!place || tooLong(this.input.value.trim(), this.#longest)) return;
    const attached = !edited && this.files.count > 0;
    if (attached && !(await this.files.settled())) return;
    const text = this.#textAt(place);
    if (edited && !text && !edited.files.length) this.onEmptied(edited);
    else if (edited && (await this.#edited.save(this.#commands, text))) this.cancelEdit();
    else if (!edited && (text || attached)) await this.#give(place, text);
  }

  /** What is to be sent there: meanwhile another place may be open. @param {Place} place */
  #textAt({ id, thread }) {
    return (this.isAt(id, thread) ? this.input.value : this.#drafts.get(id, thread)).trim();
  }

  /**
   * A message is sent; a command is given, and stays here until it is done.
   *
   * @param {Place} place
   * @param {string} text
   */
  async #give(place, text) {
    const read = readSlash(text);
    if ("send" in read) {
      this.#send(place, read.send);
      return;
    }
    try {
      const said = await this.#commands.slash.run(place.id, read.run);
      if (this.input.value.trim() === text) this.#put("");
      this.#drafts.set(place.id, "", place.thread);
      if (said) toast(said);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /**
   * Takes out the words that stand here, for what sends them at another time.
   *
   * @returns {{place: Place, text: string, draft: number | undefined} | null} null: nothing can wait
   */
  take() {
    const text = this.input.value.trim();
    const place = this.#place;
    if (!place || !text || this.#edited.message || tooLong(text, this.#longest)) return null;
    if (this.files.count) {
      toast("A message with files cannot wait for its time. Send it now, or remove them.");
      return null;
    }
    const read = readSlash(text);
    if ("run" in read) {
      toast("A command cannot wait. Send it, or write // to begin with a slash.");
      return null;
    }
    return { place, text: read.send, draft: this.#emptied(place) };
  }

  /** @param {Place} place */
  #emptied({ id, thread }) {
    const draft = this.#drafts.sent(id, thread);
    if (!this.isAt(id, thread)) return draft;
    this.#put("");
    this.onInput(id, "");
    return draft;
  }

  /**
   * Another of my devices went on writing.
   *
   * @param {number} room
   * @param {number | null} thread
   */
  #replaced(room, thread) {
    if (this.#edited.message || thread !== this.#place?.thread || room !== this.#place?.id) return;
    const text = this.#drafts.get(room, thread);
    if (text !== this.input.value) this.#put(text);
  }

  /**
   * @param {Place} place
   * @param {string} text
   */
  #send(place, text) {
    const draft = this.#emptied(place);
    const where = place.thread === null ? {} : { thread: place.thread };
    const files = this.files.take(place);
    const attached = files.length ? { files } : {};
    this.#commands.sendMessage(place.id, text, { draft, ...where, ...attached, ...this.extras() });
    this.onSend();
  }

  #typed() {
    fit(this.form, this.input, this.#longest);
    if (!this.#place || this.#edited.message) return;
    const { id, thread } = this.#place;
    this.#drafts.set(id, this.input.value, thread);
    this.onInput(id, this.input.value);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // The Enter that ends an input method's composition chooses a word; it does not send.
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && this.#sends(event)) {
      event.preventDefault();
      void this.submit();
    } else if (event.key === "Escape" && this.cancelEdit()) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "ArrowUp" && !this.input.value && !event.shiftKey) {
      const last = this.lastOwn();
      if (!last) return;
      event.preventDefault();
      this.edit(last);
    }
  }

  /** Ctrl+Enter (on a Mac Cmd+Enter) sends for everyone. @param {KeyboardEvent} event */
  #sends({ shiftKey, altKey, ctrlKey, metaKey }) {
    return !shiftKey && !altKey && (this.#enterSends || ctrlKey || metaKey);
  }

  /** @param {string} text */
  #put(text) {
    this.input.value = text;
    this.input.setSelectionRange(text.length, text.length);
    fit(this.form, this.input, this.#longest);
  }
}
