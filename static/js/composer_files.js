// @ts-check
/** @import {FileShape} from "./types.d.ts" */
/** @import {Place} from "./composer.js" */

/** What a composer asks of its files (attaching.js), where there are none. */
export const NO_FILES = {
  count: 0,
  open: (/** @type {Place} */ _) => {},
  settled: () => Promise.resolve(true),
  take: (/** @type {Place} */ _) => /** @type {FileShape[]} */ ([]),
  giveBack: (/** @type {Place} */ _, /** @type {FileShape[]} */ __) => {},
};
