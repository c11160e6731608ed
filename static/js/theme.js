// @ts-check

export const THEMES = /** @type {const} */ (["system", "light", "dark"]);
const YEAR_SECONDS = 365 * 86_400;

/**
 * The theme after `current` in the order system, light, dark; for anything else, light.
 *
 * @param {string | undefined} current
 * @returns {string}
 */
export function nextTheme(current) {
  const at = THEMES.findIndex((theme) => theme === (current ?? "system"));
  return THEMES[(at + 1) % THEMES.length] ?? "light";
}

/**
 * Show a theme and keep it in the cookie, from which the server paints the next page.
 *
 * @param {string} theme
 */
export function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
  for (const name of document.querySelectorAll("[data-theme-name]")) {
    name.textContent = theme[0]?.toUpperCase() + theme.slice(1);
  }
}

/** Make every `[data-theme-toggle]` go on to the next theme. */
export function listenForTheme() {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-theme-toggle]")) {
      applyTheme(nextTheme(document.documentElement.dataset.theme));
    }
  });
}
