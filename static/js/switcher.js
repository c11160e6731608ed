// @ts-check
/** @import {Around, Switcher} from "./switcher/view.js" */
import { dialog, openDialog } from "./dialogs/dialog.js";
import { hook, maybe } from "./dom.js";
import { toast } from "./notices.js";

/**
 * Ctrl+K. What it shows is loaded when it first opens; what is typed meanwhile counts, Enter too.
 *
 * @param {Around} around
 */
export function listenForSwitcher(around) {
  const element = dialog("switcher");
  /** @type {Promise<Switcher> | null} */
  let loading = null;
  let entered = false;
  const load = async () => {
    const { Switcher } = await import("./switcher/view.js");
    return new Switcher(around);
  };
  maybe("open-switcher")?.addEventListener("click", () => openDialog("switcher"));
  element?.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    entered = true;
  });
  element?.addEventListener("opening", () => {
    /** @type {HTMLInputElement} */ (hook("switcher-input")).value = "";
    entered = false;
    loading ??= load();
    loading.then(
      (switcher) => {
        switcher.open();
        if (entered) switcher.pick();
      },
      () => {
        loading = null;
        element.close();
        toast("That could not be loaded. Try again.");
      },
    );
  });
}
