/** Full jitter: a random time up to a ceiling that doubles, so that a crowd of clients does not come back as one. */

const MIN_DELAY_MS = 500;
export const MAX_DELAY_MS = 20_000;

/** `attempt` counts from 0; `chance` lies evenly in [0, 1). */
export function backoffMs(attempt: number, chance: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempt + 1));
  return Math.round(MIN_DELAY_MS + chance * (ceiling - MIN_DELAY_MS));
}
