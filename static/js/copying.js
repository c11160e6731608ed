// @ts-check

const SAID_MS = 1_600;
const BUTTONS = "[data-copy], [data-copy-code]";

/**
 * Make every `[data-copy]` button put its text on the clipboard and say so, and every
 * `[data-copy-code]` the code that it stands in.
 */
export function listenForCopy() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(BUTTONS) : null;
    if (button instanceof HTMLElement) void copyFrom(button);
  });
}

/** @param {HTMLElement} button */
async function copyFrom(button) {
  const code = button.closest("pre")?.querySelector("code")?.textContent;
  const said = (await copy(button.dataset.copy ?? code ?? "")) ? "Copied" : "Press Ctrl+C";
  const before = button.textContent;
  if (before === said) return;
  button.textContent = said;
  setTimeout(() => (button.textContent = before), SAID_MS);
}

/**
 * Put text on the clipboard. Outside a secure context (plain http on a local network) there is no
 * clipboard to write to, only the old command over a selection.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "visually-hidden";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
