// @ts-check
import { clone, setAttribute, setText } from "./dom.js";

/** Code with more lines than these is cut off there (static/css/code.css). */
export const LINES_SHOWN = 24;
/** What is unfolded stays so while the page lives, though its row comes and goes. @type {Set<string>} */
const open = new Set();

/**
 * Gives code that is cut off a button that shows the rest.
 *
 * @param {ParentNode} part
 */
export function foldCode(part) {
  for (const block of part.querySelectorAll(".message-row .message-body pre")) {
    const lines = countLines(block.querySelector("code")?.textContent ?? "");
    if (lines <= LINES_SHOWN || block.nextElementSibling?.matches("[data-fold]")) continue;
    const button = clone("fold");
    button.dataset.fold = String(lines);
    block.after(button);
    put(block, button, open.has(keyOf(block)));
  }
}

export function listenForFolds() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-fold]");
    const block = button && button.previousElementSibling;
    if (!(button instanceof HTMLElement) || !block) return;
    const shown = button.getAttribute("aria-expanded") !== "true";
    if (shown) open.add(keyOf(block));
    else open.delete(keyOf(block));
    put(block, button, shown);
    // Whoever unfolds the last message reads on from where they are: the end is no longer in view.
    block.closest("[data-timeline], [data-thread-timeline]")?.dispatchEvent(new Event("scroll"));
    if (!shown) block.scrollIntoView({ block: "nearest" });
  });
}

/** @param {string} code */
export function countLines(code) {
  return code.replace(/\n$/, "").split("\n").length;
}

/**
 * @param {Element} block
 * @param {HTMLElement} button
 * @param {boolean} shown
 */
function put(block, button, shown) {
  setAttribute(block, "data-unfolded", shown ? "" : null);
  setAttribute(button, "aria-expanded", String(shown));
  setText(button, shown ? "Show less" : `Show all ${button.dataset.fold} lines`);
}

/** Which block of which message. @param {Element} block */
function keyOf(block) {
  const article = block.closest("[data-message]");
  const at = article ? [...article.querySelectorAll("pre")].indexOf(/** @type {HTMLPreElement} */ (block)) : 0;
  return `${article instanceof HTMLElement ? article.dataset.message : ""} ${at}`;
}
