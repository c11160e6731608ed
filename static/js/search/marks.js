// @ts-check

/**
 * Words of a result as text, those that were looked for in a mark.
 *
 * @param {{text: string, match: boolean}} part
 */
export function marked({ text, match }) {
  if (!match) return text;
  const mark = document.createElement("mark");
  mark.textContent = text;
  return mark;
}
