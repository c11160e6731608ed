// @ts-check

const GAP = 6;
const EDGE = 8;

/**
 * Places what floats above its anchor, or below where there is no room, within the window.
 *
 * @param {HTMLElement} popup shown already, `position: fixed`
 * @param {Element} anchor
 */
export function place(popup, anchor) {
  const { top, bottom, left, right } = anchor.getBoundingClientRect();
  const { width, height } = popup.getBoundingClientRect();
  const above = top - height - GAP;
  const y = above >= EDGE ? above : Math.min(bottom + GAP, innerHeight - height - EDGE);
  const toRight = getComputedStyle(popup).direction === "rtl" || left + width > innerWidth - EDGE;
  const x = toRight ? right - width : left;
  popup.style.top = `${Math.max(EDGE, y)}px`;
  popup.style.left = `${Math.min(Math.max(EDGE, x), Math.max(EDGE, innerWidth - width - EDGE))}px`;
}
