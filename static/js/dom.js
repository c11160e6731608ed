// @ts-check

/**
 * The element with the hook `data-<name>`. The markup is the server's: a missing hook is a bug.
 *
 * @param {string} name such as `rooms` or `act="edit"`
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function hook(name, within = document) {
  const element = within.querySelector(`[data-${name}]`);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no data-${name}.`);
  return element;
}

/**
 * @param {string} name
 * @param {ParentNode} [within]
 * @returns {HTMLElement | null}
 */
export function maybe(name, within = document) {
  return within.querySelector(`[data-${name}]`);
}

/**
 * @param {string} name
 * @param {ParentNode} [within]
 * @returns {HTMLElement[]}
 */
export function hooks(name, within = document) {
  return [...within.querySelectorAll(`[data-${name}]`)].filter((e) => e instanceof HTMLElement);
}

/**
 * A copy of `<template id="t-<name>">`'s one element.
 *
 * @param {string} name
 * @returns {HTMLElement}
 */
export function clone(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`t-${name}`));
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild);
  return /** @type {HTMLElement} */ (document.importNode(element, true));
}

/**
 * Writes only what differs, so that nothing is laid out or announced again for nothing.
 *
 * @param {Element | null} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element | null} element
 * @param {string} name
 * @param {string | null} value null takes it away
 */
export function setAttribute(element, name, value) {
  if (!element || element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/**
 * @param {HTMLElement | null} element
 * @param {boolean} shown
 */
export function show(element, shown) {
  if (element && element.hidden === shown) element.hidden = !shown;
}

/**
 * Puts `wanted` into `list` in that order, moving as little as possible.
 *
 * @param {Element} list
 * @param {Element[]} wanted
 */
export function arrange(list, wanted) {
  const kept = new Set(wanted);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  let at = list.firstElementChild;
  for (const element of wanted) {
    if (element === at) at = at.nextElementSibling;
    else list.insertBefore(element, at);
  }
}

/**
 * The element with a hook that an event happened in.
 *
 * @param {Event} event
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export function within(event, name) {
  return event.target instanceof Element ? event.target.closest(`[data-${name}]`) : null;
}

/**
 * Whether a button's own form would ask the server for that, without script.
 *
 * @param {Element} button
 * @param {string} path
 */
export function postsTo(button, path) {
  return button.closest("form")?.getAttribute("action") === path;
}

/**
 * Runs once, soon, however often it is asked for before.
 *
 * @param {() => void} run
 */
export function soon(run) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      run();
    });
  };
}
