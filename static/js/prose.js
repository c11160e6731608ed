// @ts-check
import { clone, hooks } from "./dom.js";

/**
 * What people wrote comes alive: code can be copied, spoilers show when one asks, and what calls me
 * stands out.
 *
 * @param {number} me my user id
 */
export function listenForProse(me) {
  const dress = (/** @type {ParentNode} */ part) => {
    part.querySelectorAll(".prose pre").forEach(addCopy);
    part.querySelectorAll(".mention:not([data-seen])").forEach((mention) => markMine(mention, me));
  };
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) dress(/** @type {Element} */ (target));
  });
  for (const rows of hooks("rows")) {
    observer.observe(rows, { childList: true, subtree: true });
    dress(rows);
  }
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

/**
 * @param {Element} mention
 * @param {number} me
 */
function markMine(mention, me) {
  mention.setAttribute("data-seen", "");
  const { user, everyone } = /** @type {HTMLElement} */ (mention).dataset;
  const mine = mention.closest("[data-mine]");
  if (user === String(me) || (everyone && !mine)) mention.classList.add("mention-me");
}
