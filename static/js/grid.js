// @ts-check

/**
 * Where an arrow leads in cells that flow in rows, as they stand on the page.
 *
 * @param {HTMLElement[]} cells in order
 * @param {number} at
 * @param {string} key
 * @returns {number | "out" | null} "out": up from the first row; null: the key leads nowhere
 */
export function step(cells, at, key) {
  const side = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (side) {
    const rightToLeft = getComputedStyle(cells[at]).direction === "rtl";
    return Math.min(cells.length - 1, Math.max(0, at + (rightToLeft ? -side : side)));
  }
  if (key === "Home") return 0;
  if (key === "End") return cells.length - 1;
  if (key === "ArrowDown") return below(cells, at, 1) ?? at;
  if (key === "ArrowUp") return below(cells, at, -1) ?? "out";
  return null;
}

/**
 * The cell of the next row (or, with -1, of the row before) that stands nearest.
 *
 * @param {HTMLElement[]} cells
 * @param {number} at
 * @param {1 | -1} way
 * @returns {number | null}
 */
function below(cells, at, way) {
  const from = cells[at].getBoundingClientRect();
  let best = null;
  let row = null;
  for (let next = at + way; cells[next]; next += way) {
    const { top, left } = cells[next].getBoundingClientRect();
    if (Math.abs(top - from.top) < from.height / 2) continue;
    row ??= top;
    if (Math.abs(top - row) > from.height / 2) break;
    const far = Math.abs(left - from.left);
    if (!best || far < best.far) best = { next, far };
  }
  return best && best.next;
}
