// @ts-check
import { hook, hooks, maybe, show } from "./dom.js";
import { fit } from "./fuzzy.js";

/** The field above the page of rooms or of people narrows its list. */
export function listenForFilter() {
  const field = /** @type {HTMLInputElement | null} */ (maybe("filter-page"));
  const list = maybe("filter-list");
  field?.addEventListener("input", () => {
    if (!list) return;
    let shown = 0;
    for (const row of list.children) {
      const names = ["person-name", "person-handle", "room-name"].flatMap((n) =>
        hooks(n, row).map((element) => element.textContent ?? ""),
      );
      const fits = names.some((name) => fit(field.value, name) !== null);
      show(/** @type {HTMLElement} */ (row), fits);
      shown += Number(fits);
    }
    show(hook("none", list.parentElement ?? document), shown === 0);
  });
}
