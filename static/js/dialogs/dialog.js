// @ts-check
import { hook, maybe, setText, show } from "../dom.js";

/**
 * @param {string} name
 * @returns {HTMLDialogElement | null}
 */
export function dialog(name) {
  return /** @type {HTMLDialogElement | null} */ (maybe(`dialog="${name}"`));
}

/**
 * Opens a dialog; the focus goes back to where it came from when it closes.
 *
 * @param {string} name
 */
export function openDialog(name) {
  const element = dialog(name);
  if (!element || element.open) return;
  for (const menu of document.querySelectorAll("[popover]:popover-open")) {
    /** @type {HTMLElement} */ (menu).hidePopover();
  }
  element.returnValue = "";
  element.dispatchEvent(new Event("opening"));
  element.showModal();
}

/**
 * Runs `work` when the dialog's form is sent, and closes it when that succeeds. Until then it
 * cannot be sent again; what went wrong is said in it.
 *
 * @param {string} name
 * @param {(fields: FormData) => Promise<void>} work
 */
export function onSubmit(name, work) {
  const element = dialog(name);
  const form = element?.querySelector("form");
  form?.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (submitter?.hasAttribute("data-close-dialog")) return;
    event.preventDefault();
    void attempt(form, () => work(new FormData(form)).then(() => element?.close("ok")));
  });
}

/**
 * @param {HTMLElement} within
 * @param {() => Promise<void>} work
 */
export async function attempt(within, work) {
  const said = maybe("form-error", within);
  const button = /** @type {HTMLButtonElement | null} */ (maybe("submit", within));
  show(said, false);
  if (button) button.disabled = true;
  try {
    await work();
  } catch (error) {
    setText(said, /** @type {Error} */ (error).message);
    show(said, true);
  } finally {
    if (button) button.disabled = false;
  }
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param {{title: string, text: string, ok: string, quote?: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, ok, quote = "" }) {
  const element = dialog("confirm");
  if (!element) return Promise.resolve(false);
  setText(hook("confirm-title", element), title);
  setText(hook("confirm-text", element), text);
  setText(hook("confirm-ok", element), ok);
  setText(hook("confirm-quote", element), quote);
  show(hook("confirm-quote", element), quote !== "");
  openDialog("confirm");
  return new Promise((done) => {
    element.addEventListener("close", () => done(element.returnValue === "ok"), { once: true });
  });
}

/** Opens dialogs from `[data-open-dialog]`, and closes one by a click beside it. */
export function listenForDialogs() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const opener = target.closest("[data-open-dialog]");
    const name = opener?.getAttribute("data-open-dialog") ?? "";
    if (opener && dialog(name)) {
      event.preventDefault();
      openDialog(name);
    } else if (target.closest('[type="button"][data-close-dialog]')) {
      // No submit button: as the first of its form it would be the one that Enter presses.
      target.closest("dialog")?.close("cancel");
    } else if (target instanceof HTMLDialogElement) target.close("cancel");
  });
}
