// @ts-check
/** @import {Commands} from "./commands.js" */
/** @import {Store} from "./store.js" */
import { setAttribute, within } from "./dom.js";
import { announce, toast } from "./notices.js";

/**
 * Taking previews away: those of one's own messages, and everyone's for who runs the organisation.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function listenForPreviews({ me }, commands) {
  setAttribute(document.body, "data-runs", ["owner", "admin"].includes(me.role) ? "" : null);
  document.addEventListener("click", (event) => {
    const preview = within(event, "preview-remove") && within(event, "preview");
    const article = within(event, "message");
    if (!preview || !article) return;
    const { message, ofRoom } = article.dataset;
    const which = { room: Number(ofRoom), message: Number(message), preview: Number(preview.dataset.preview) };
    article.focus({ preventScroll: true });
    commands.previews.remove(which).then(
      () => announce("Preview removed."),
      (error) => toast(error.message),
    );
  });
}
