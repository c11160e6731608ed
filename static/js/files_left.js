// @ts-check

/** In IndexedDB: the files that were chosen and are not sent yet. */
export const DATABASE = "hearth-files";
/** In localStorage, by user: whether there are any, so that no page looks for nothing. */
const LEFT = "hearth-files";

/** @param {number} user */
export function hasFilesLeft(user) {
  return localStorage.getItem(`${LEFT}-${user}`) !== null;
}

/**
 * @param {number} user
 * @param {boolean} any
 */
export function noteFilesLeft(user, any) {
  if (any) localStorage.setItem(`${LEFT}-${user}`, "1");
  else localStorage.removeItem(`${LEFT}-${user}`);
}

/** Forgets everyone's: at log-out. */
export function forgetFiles() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(LEFT)) localStorage.removeItem(key);
  }
  indexedDB.deleteDatabase(DATABASE);
}
