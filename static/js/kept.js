// @ts-check

/**
 * What this browser keeps of a choice; null where there is none, or storage is refused.
 *
 * @param {string} key
 * @returns {string | null}
 */
export function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * Keeps a choice in this browser; where storage is refused it lasts as long as the page.
 *
 * @param {string} key
 * @param {string} value
 */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
