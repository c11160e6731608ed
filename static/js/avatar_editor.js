// @ts-check
import { Crop } from "./cropping.js";
import { hook, maybe, setText, show } from "./dom.js";
import { PictureField } from "./picture_field.js";
import { sendForm } from "./send_form.js";
import { fillAvatar } from "./timeline/avatar.js";

const SENT = 512; // pixels each way of what is sent: the server makes its sizes of it
const STEP = 0.04;
const KEYS = new Map([
  ["ArrowLeft", [-STEP, 0]],
  ["ArrowRight", [STEP, 0]],
  ["ArrowUp", [0, -STEP]],
  ["ArrowDown", [0, STEP]],
]);

/** One's picture in the settings: chosen, dropped or pasted, cut to a square, kept or removed. */
export class AvatarEditor {
  #root;
  #field;
  #form;
  #crop = new Crop(1, 1);
  /** @type {ImageBitmap | null} */
  #picture = null;
  #view;
  #zoom;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#form = /** @type {HTMLFormElement} */ (hook("avatar-form", root));
    this.#view = /** @type {HTMLCanvasElement} */ (hook("crop-view", root));
    this.#zoom = /** @type {HTMLInputElement} */ (hook("crop-zoom", root));
    this.#field = new PictureField(document.body, root);
    this.#field.onPick = (file) => void this.#open(file);
    show(hook("avatar-send", root), false); // chosen is cut first
    this.#zoom.addEventListener("input", () => this.#zoomTo(Number(this.#zoom.value)));
    this.#view.addEventListener("keydown", (event) => this.#key(event));
    this.#view.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#view.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    hook("crop-keep", root).addEventListener("click", () => void this.#keep());
    hook("crop-cancel", root).addEventListener("click", () => this.#close());
    hook("avatar-remove", root).addEventListener("click", (event) => {
      event.preventDefault();
      void this.#send(null);
    });
    this.#field.takeEarly();
  }

  /** @param {File} file */
  async #open(file) {
    this.#say("");
    try {
      this.#picture = await createImageBitmap(file);
    } catch {
      this.#field.clear();
      return this.#say("Your browser cannot open that picture. Try a PNG or JPEG.");
    }
    this.#crop = new Crop(this.#picture.width, this.#picture.height);
    this.#zoom.value = "1";
    show(hook("crop", this.#root), true);
    show(this.#form, false);
    this.#draw();
    this.#view.focus();
  }

  #close() {
    this.#picture?.close();
    this.#picture = null;
    this.#field.clear();
    show(hook("crop", this.#root), false);
    show(this.#form, true);
    this.#root.querySelector("input")?.focus();
  }

  /** @param {number} zoom */
  #zoomTo(zoom) {
    this.#crop.zoomTo(zoom);
    this.#zoom.value = String(this.#crop.zoom);
    this.#draw();
  }

  #draw() {
    for (const canvas of this.#root.querySelectorAll("canvas")) this.#drawOn(canvas);
  }

  /** @param {HTMLCanvasElement} canvas */
  #drawOn(canvas) {
    const { left, top, side } = this.#crop.box;
    const context = canvas.getContext("2d");
    if (!context || !this.#picture) return;
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.#picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = KEYS.get(event.key);
    if (step) this.#crop.move(step[0], step[1]);
    else if (event.key === "+" || event.key === "=") this.#zoomTo(this.#crop.zoom + 0.1);
    else if (event.key === "-") this.#zoomTo(this.#crop.zoom - 0.1);
    else return;
    event.preventDefault();
    this.#draw();
  }

  /** The picture goes along under the pointer. @param {PointerEvent} event */
  #drag(event) {
    this.#view.setPointerCapture(event.pointerId);
    let { clientX: x, clientY: y } = event;
    const width = this.#view.clientWidth;
    const move = (/** @type {PointerEvent} */ to) => {
      this.#crop.move((x - to.clientX) / width, (y - to.clientY) / width);
      [x, y] = [to.clientX, to.clientY];
      this.#draw();
    };
    this.#view.addEventListener("pointermove", move);
    const end = () => this.#view.removeEventListener("pointermove", move);
    this.#view.addEventListener("lostpointercapture", end, { once: true });
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.#zoomTo(this.#crop.zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }

  async #keep() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SENT;
    this.#drawOn(canvas);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/webp", 0.9));
    await this.#send(/** @type {Blob} */ (blob));
  }

  /** @param {Blob | null} picture null removes the one there is */
  async #send(picture) {
    const keep = /** @type {HTMLButtonElement} */ (hook("crop-keep", this.#root));
    keep.disabled = true;
    try {
      const person = await sendForm("/api/me/avatar", picture, picture ? "PUT" : "DELETE");
      fillAvatar(maybe("avatar", this.#root), person);
      show(hook("avatar-remove", this.#root), person.avatar !== null);
      if (this.#picture) this.#close();
      this.#say(picture ? "Your picture is kept." : "Your picture is removed.");
    } catch (error) {
      this.#say(/** @type {Error} */ (error).message);
    } finally {
      keep.disabled = false;
    }
  }

  /** @param {string} words */
  #say(words) {
    setText(hook("avatar-said", this.#root), words);
  }
}
