// @ts-check
/** @import {Store} from "./store.js" */
import { clone, hooks } from "./dom.js";
import { foldCode, listenForFolds } from "./folding.js";

/**
 * What people wrote comes alive: code can be copied, spoilers show when one asks, and what calls me
 * stands out.
 *
 * @param {Store} store
 */
export function listenForProse(store) {
  const dress = (/** @type {ParentNode} */ part) => {
    part.querySelectorAll(".prose pre").forEach(addCopy);
    foldCode(part);
    part.querySelectorAll(".mention").forEach((mention) => markMine(mention, store));
  };
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) dress(/** @type {Element} */ (target));
  });
  for (const rows of hooks("rows")) {
    observer.observe(rows, { childList: true, subtree: true });
    dress(rows);
  }
  store.signals.on("groups", () => hooks("rows").forEach(dress));
  listenForFolds();
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
 * @param {Store} store
 */
function markMine(mention, { me, people }) {
  const { user, group, everyone } = /** @type {HTMLElement} */ (mention).dataset;
  const inGroup = people.groups.get(Number(group))?.members.includes(me.id);
  const forOthers = mention.closest("[data-mine]");
  const mine = user === String(me.id) || (!forOthers && Boolean(inGroup || everyone));
  mention.classList.toggle("mention-me", mine);
}
