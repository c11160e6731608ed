// @ts-check
/** @import {OpsSample} from "../types.d.ts" */
import { arrange, clone, hook, hooks, setAttribute, setText, show } from "../dom.js";
import { figures } from "./figures.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Shows a sample in the page that the server rendered from an earlier one.
 *
 * @param {OpsSample} sample
 */
export function showSample(sample) {
  const found = figures(sample);
  const values = new Map(Object.entries(found.values));
  for (const element of hooks("value")) {
    setText(element, values.get(element.dataset.value ?? "") ?? "");
  }
  const health = new Map(Object.entries(found.health));
  for (const part of hooks("part")) {
    setAttribute(part, "data-health", health.get(part.dataset.part ?? "") ?? null);
  }
  showWorkers(found.workers, found.silent);
  showBars(found.bars);
  showRows(hook("transports"), "pair", found.transports);
  showRows(hook("versions"), "pair", found.versions);
}

/**
 * @param {Record<string, string>[]} workers
 * @param {string[]} silent
 */
function showWorkers(workers, silent) {
  const list = hook("workers");
  const rows = rowsOf(list, "worker", workers);
  const mute = silent.map((name) => ({ name }));
  arrange(list, [...rows, ...rowsOf(list, "silent", mute)]);
  show(hook("no-workers"), !workers.length && !silent.length);
}

/**
 * @param {HTMLElement} list
 * @param {string} kind
 * @param {Record<string, string>[]} wanted
 */
function showRows(list, kind, wanted) {
  arrange(list, rowsOf(list, kind, wanted));
}

/**
 * A row for each of `wanted`, those in the list already first: each cell by its name.
 *
 * @param {HTMLElement} list
 * @param {string} kind
 * @param {Record<string, string>[]} wanted
 */
function rowsOf(list, kind, wanted) {
  const kept = hooks(kind, list);
  return wanted.map((cells, place) => {
    const row = kept[place] ?? clone(kind);
    const words = new Map(Object.entries(cells));
    for (const cell of hooks("cell", row)) setText(cell, words.get(cell.dataset.cell ?? "") ?? "");
    return row;
  });
}

/** @param {{x: number, y: number, height: number, title: string}[]} bars */
function showBars(bars) {
  const chart = document.querySelector("[data-bars]");
  if (!chart) return;
  while (chart.children.length > bars.length) chart.lastElementChild?.remove();
  while (chart.children.length < bars.length) chart.append(newBar());
  bars.forEach(({ x, y, height, title }, place) => {
    const bar = chart.children[place];
    setAttribute(bar, "x", `${x}`);
    setAttribute(bar, "y", `${y}`);
    setAttribute(bar, "height", `${height}`);
    setText(bar.firstElementChild, title);
  });
}

function newBar() {
  const bar = document.createElementNS(SVG, "rect");
  bar.setAttribute("width", "8");
  bar.append(document.createElementNS(SVG, "title"));
  return bar;
}
