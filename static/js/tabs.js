// @ts-check
import { setAttribute, show } from "./dom.js";

/**
 * Tabs whose panels stand in the page: a press or the arrows choose one.
 *
 * @param {HTMLElement} list
 * @param {(tab: HTMLElement) => void} chosen
 */
export function listenForTabs(list, chosen) {
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
  const choose = (/** @type {HTMLElement} */ tab) => {
    for (const each of tabs) {
      setAttribute(each, "aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
      show(panelOf(each), panelOf(each) === panelOf(tab));
    }
    chosen(tab);
  };
  list.addEventListener("click", ({ target }) => {
    const tab = tabs.find((each) => target instanceof Node && each.contains(target));
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (at < 0 || !step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    choose(next);
    event.preventDefault();
  });
}

/** @param {HTMLElement} tab */
function panelOf(tab) {
  return document.getElementById(tab.getAttribute("aria-controls") ?? "");
}
