// @ts-check
import { clone, hook } from "./dom.js";

/** What people wrote comes alive: code can be copied, spoilers show when one asks. */
export function listenForProse() {
  const rows = hook("rows");
  const dress = (/** @type {ParentNode} */ part) => part.querySelectorAll(".prose pre").forEach(addCopy);
  new MutationObserver((changes) => {
    for (const { target } of changes) dress(/** @type {Element} */ (target));
  }).observe(rows, { childList: true, subtree: true });
  dress(rows);
  document.addEventListener("click", (event) => {
    const spoiler = event.target instanceof Element && event.target.closest(".spoiler");
    if (spoiler) reveal(spoiler);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    const spoiler = event.target instanceof Element && event.target.matches(".spoiler:not([data-shown])");
    if (!spoiler) return;
    event.preventDefault();
    reveal(/** @type {Element} */ (event.target));
  });
}

/** @param {Element} block */
function addCopy(block) {
  if (!block.querySelector("[data-copy-code]")) block.prepend(clone("copy-code"));
}

/** @param {Element} spoiler */
function reveal(spoiler) {
  spoiler.setAttribute("data-shown", "");
  for (const name of ["role", "aria-label", "tabindex"]) spoiler.removeAttribute(name);
}
