// @ts-check

/** A picture in a message opens large; with a key held down it opens as any link does. */
export function listenForPictures() {
  document.addEventListener("click", async (event) => {
    const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
    const link = target instanceof Element ? target.closest("[data-picture]") : null;
    if (!(link instanceof HTMLElement) || button || ctrlKey || metaKey || shiftKey || altKey) return;
    event.preventDefault();
    const { openLightbox } = await import("./lightbox.js");
    openLightbox(link);
  });
}
