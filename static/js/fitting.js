// @ts-check

/** How large a picture in a message may be, in CSS pixels. As in chat/templatetags/media.py. */
export const MOST = { width: 416, height: 320 };

/**
 * The measures at which a picture of that size is shown in place: known before it is there.
 *
 * @param {number} width
 * @param {number} height
 */
export function fitted(width, height) {
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
