// @ts-check
import { hook, maybe, setText } from "./dom.js";

/** A field for one picture: chosen, dropped on it, or pasted anywhere near it. */
export class PictureField {
  /** @type {File | null} */
  file = null;
  /** @type {(file: File) => void} */
  onPick = () => {};
  #drop;
  #input;
  #preview;
  #empty;

  /**
   * @param {HTMLElement} around where pasting and dropping counts
   * @param {HTMLElement} [root] what the field is in
   */
  constructor(around, root = around) {
    this.#drop = hook("picture-drop", root);
    this.#input = /** @type {HTMLInputElement} */ (hook("picture-file", root));
    this.#preview = maybe("picture-preview", root);
    this.#empty = [...(this.#preview?.childNodes ?? [])];
    this.#input.addEventListener("change", () => this.#take(this.#input.files));
    around.addEventListener("paste", (event) => this.#take(event.clipboardData?.files, event));
    around.addEventListener("drop", (event) => this.#take(event.dataTransfer?.files, event));
    for (const turn of ["dragenter", "dragover"]) {
      around.addEventListener(turn, (event) => {
        event.preventDefault();
        this.#drop.toggleAttribute("data-over", true);
      });
    }
    for (const turn of ["dragleave", "drop"]) {
      around.addEventListener(turn, () => this.#drop.removeAttribute("data-over"));
    }
  }

  /** What was chosen before this script was there. */
  takeEarly() {
    this.#take(this.#input.files);
  }

  clear() {
    this.file = null;
    this.#input.value = "";
    this.#input.required = true;
    this.#preview?.replaceChildren(...this.#empty);
    setText(hook("picture-name", this.#drop), "Choose a picture");
  }

  /**
   * @param {FileList | null | undefined} files
   * @param {Event} [event] of what was dropped or pasted
   */
  #take(files, event) {
    const file = [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (event && (file || event.type === "drop")) event.preventDefault();
    if (!file) return;
    this.file = file;
    this.#input.required = false;
    setText(hook("picture-name", this.#drop), file.name);
    if (this.#preview) void this.#show(file, this.#preview);
    this.onPick(file);
  }

  /**
   * @param {File} file
   * @param {HTMLElement} preview
   */
  async #show(file, preview) {
    const image = document.createElement("img");
    image.alt = "";
    image.src = await dataUrl(file);
    preview.replaceChildren(image);
  }
}

/**
 * The page's policy shows pictures of ours and such as stand in their own address.
 *
 * @param {Blob} file
 * @returns {Promise<string>}
 */
export function dataUrl(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(new Error("That file cannot be read."));
    reader.readAsDataURL(file);
  });
}
