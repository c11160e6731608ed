// @ts-check

export const SHORTEST_MS = 1_000;
export const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt `attempt` (1 is the first retry): anywhere between 1 s and a
 * ceiling that doubles up to 30 s. All of the span is random, so that many clients which lost the
 * same server do not come back in step.
 *
 * @param {number} attempt
 * @param {() => number} random in [0, 1)
 */
export function backoff(attempt, random = Math.random) {
  const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(attempt, 10));
  return SHORTEST_MS + random() * (ceiling - SHORTEST_MS);
}
