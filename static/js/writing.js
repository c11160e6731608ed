// @ts-check

/**
 * Writes into a field as if typed, so that Ctrl+Z takes it back; the newer way to write into a
 * field forgets. What stands from `start` to `end` gives way; by default what is selected.
 *
 * @param {HTMLTextAreaElement} field
 * @param {string} words
 * @param {number} [start]
 * @param {number} [end]
 */
export function write(field, words, start = field.selectionStart, end = field.selectionEnd) {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
  field.setRangeText(words, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
