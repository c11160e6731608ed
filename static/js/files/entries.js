// @ts-check
/** @import {FileShape} from "../types.d.ts" */
import { newId } from "../ids.js";

/**
 * @typedef {object} Entry a file chosen at a composer
 * @property {string} key its name in this browser
 * @property {number} room
 * @property {number | null} thread
 * @property {string} name
 * @property {number} size
 * @property {"waiting" | "uploading" | "ready" | "failed" | "refused" | "lost"} state refused: for
 *   good; lost: the connection is, and it goes on by itself
 * @property {number} sent bytes
 * @property {Blob | null} blob none once the server has it
 * @property {string | null} url where it is uploaded to
 * @property {FileShape | null} file what the server made of it
 * @property {string} error
 */

/** How many bytes go in one request: what a slow line brings in time, within the server's bound. */
export const CHUNK = 512 * 1024;
/** How many are uploaded at a time. */
export const AT_ONCE = 3;

/**
 * @param {{id: number, thread: number | null}} place
 * @param {{name: string, size: number, blob?: Blob, file?: FileShape}} what
 * @returns {Entry}
 */
export function newEntry({ id, thread }, { name, size, blob, file }) {
  return {
    key: newId(),
    room: id,
    thread,
    name,
    size,
    state: file ? "ready" : "waiting",
    sent: 0,
    blob: blob ?? null,
    url: null,
    file: file ?? null,
    error: "",
  };
}

/**
 * Those of the chosen files that may be sent, and why others may not.
 *
 * @template {{name: string, size: number}} T
 * @param {T[]} files
 * @param {number} held how many there are already
 * @param {{file_size: number, files_per_message: number}} limits
 * @returns {{taken: T[], refusal: string}}
 */
export function sift(files, held, { file_size: largest, files_per_message: most }) {
  const small = files.filter((file) => file.size <= largest);
  const taken = small.slice(0, Math.max(0, most - held));
  const large = files.find((file) => file.size > largest);
  const megabytes = Math.floor(largest / 1024 / 1024);
  const refusal = large
    ? `“${large.name}” is too large: files may have ${megabytes} MB.`
    : taken.length < small.length
      ? `A message takes ${most} files at most.`
      : "";
  return { taken, refusal };
}

/**
 * What a server said that refused a request, in its own words where it has some.
 *
 * @param {{originalResponse?: {getStatus(): number, getBody(): string} | null}} error
 * @returns {{status: number, words: string}} status 0: it was not reached
 */
export function refusalOf(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  let words = "";
  try {
    words = JSON.parse(error.originalResponse?.getBody() ?? "").detail;
  } catch {
    // A proxy's page, or nothing at all.
  }
  return { status, words: words || "It could not be uploaded." };
}

/** Whether the same request may well succeed later. @param {number} status */
export function isPassing(status) {
  return status === 0 || status >= 500 || [409, 423, 429].includes(status);
}
