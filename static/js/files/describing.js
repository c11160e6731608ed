// @ts-check
/** @import {FileShape} from "../types.d.ts" */
import { dialog, onSubmit, openDialog } from "../dialogs/dialog.js";
import { hook, setAttribute, setText, show } from "../dom.js";

/** @type {((alt: string) => Promise<void>) | null} */
let saving = null;
let listening = false;

/**
 * Opens the dialog in which one says what a file shows, for who cannot see it.
 *
 * @param {FileShape} file
 * @param {(alt: string) => Promise<void>} save
 */
export function describeFile(file, save) {
  const element = dialog("describe-file");
  if (!element) return;
  if (!listening) {
    onSubmit("describe-file", async (fields) => {
      await saving?.(String(fields.get("alt") ?? "").replace(/\s+/g, " ").trim());
    });
  }
  listening = true;
  saving = save;
  const picture = hook("describe-picture", element);
  setAttribute(picture, "src", file.thumbnail);
  show(picture, file.thumbnail !== null);
  setText(hook("describe-name", element), file.name);
  const field = /** @type {HTMLTextAreaElement} */ (element.querySelector("textarea"));
  field.value = file.alt;
  openDialog("describe-file");
}
