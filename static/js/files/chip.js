// @ts-check
/** @import {Entry} from "./entries.js" */
import { clone, hook, setAttribute, setText, show } from "../dom.js";
import { fileFacts, fileIcon, sizeText } from "../file_facts.js";

/**
 * A file in the tray.
 *
 * @param {HTMLElement | undefined} held
 * @param {Entry} entry
 * @returns {HTMLElement}
 */
export function fillChip(held, entry) {
  const chip = held ?? clone("tray-file");
  const { key, name, state, file } = entry;
  chip.dataset.trayFile = key;
  chip.dataset.state = state;
  setText(hook("tray-name", chip), name);
  setAttribute(hook("tray-name", chip), "title", name);
  setText(hook("tray-facts", chip), factsOf(entry));
  const progress = /** @type {HTMLProgressElement} */ (hook("tray-progress", chip));
  show(progress, state === "waiting" || state === "uploading");
  progress.value = entry.size ? entry.sent / entry.size : 0;
  setAttribute(progress, "aria-label", `${name} is being uploaded`);
  nameButton(chip, "tray-retry", `Try again: ${name}`, state === "failed" || state === "lost");
  const describe = file?.alt ? `Change the description of ${name}` : `Describe ${name}`;
  nameButton(chip, "tray-describe", describe, state === "ready");
  nameButton(chip, "tray-remove", `Remove ${name}`, true);
  fillPicture(hook("tray-picture", chip), entry);
  return chip;
}

/**
 * @param {HTMLElement} chip
 * @param {string} name
 * @param {string} label
 * @param {boolean} shown
 */
function nameButton(chip, name, label, shown) {
  const button = hook(name, chip);
  setAttribute(button, "aria-label", label);
  show(button, shown);
}

/** @param {Entry} entry */
function factsOf({ state, size, sent, file, name, error }) {
  if (error) return error;
  if (state === "ready") return file?.alt || fileFacts({ name, size });
  if (state === "waiting") return `Waits, ${sizeText(size)}`;
  // The last piece is here before the server has looked at the whole.
  return sent >= size ? "Is being looked at…" : `${sizeText(sent)} of ${sizeText(size)}`;
}

/**
 * @param {HTMLElement} frame
 * @param {Entry} entry
 */
function fillPicture(frame, { file }) {
  const source = file?.thumbnail ?? null;
  const held = frame.querySelector("img");
  setAttribute(frame.querySelector("use"), "href", `#icon-${fileIcon(file?.kind ?? "other")}`);
  if (!source || held?.getAttribute("src") === source) return;
  const picture = held ?? document.createElement("img");
  picture.alt = "";
  picture.src = source;
  if (!held) frame.append(picture);
}
