// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */
import { offerCustomEmoji } from "./emoji_picker.js";

/**
 * Emoji that mean something only here: in the picker, and as words once their picture is gone.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function listenForCustomEmoji(store, commands) {
  offerCustomEmoji(
    () => commands.emoji.load(),
    async () => {
      const { openCustomEmoji } = await import("./dialogs/custom_emoji.js");
      openCustomEmoji(store, commands);
    },
  );
  store.signals.on("emoji", ({ url, active }) => {
    if (!active) document.querySelectorAll(`img.emoji[src="${CSS.escape(url)}"]`).forEach(nameIt);
  });
  const gone = (/** @type {Event} */ { target }) => {
    if (target instanceof HTMLImageElement && target.matches("img.emoji")) nameIt(target);
  };
  document.addEventListener("error", gone, { capture: true }); // it does not bubble
  // Those that came with the page may have failed before this listened.
  for (const image of document.querySelectorAll("img.emoji")) {
    const { complete, naturalWidth } = /** @type {HTMLImageElement} */ (image);
    if (complete && !naturalWidth) nameIt(image);
  }
}

/** @param {Element} image */
function nameIt(image) {
  image.replaceWith(/** @type {HTMLImageElement} */ (image).alt);
}

/**
 * Shows an emoji in an element: as a character, or as the picture that it has.
 *
 * @param {Element} element
 * @param {string} emoji
 * @param {string | null | undefined} picture
 */
export function fillEmoji(element, emoji, picture) {
  const held = element.firstElementChild;
  if (!picture) {
    if (element.textContent !== emoji || held) element.textContent = emoji;
    return;
  }
  if (held?.getAttribute("src") === picture) return;
  const image = document.createElement("img");
  image.className = "emoji";
  image.alt = emoji;
  image.src = picture;
  element.replaceChildren(image);
}
