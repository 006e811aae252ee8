/** Full jitter: a random time up to a ceiling that doubles, so that a crowd of clients does not come back as one. */
import type { Clock } from '../types';

const MIN_DELAY_MS = 500;
export const MAX_DELAY_MS = 20_000;

/** `attempt` counts from 0. */
export function backoffMs(attempt: number, clock: Clock): number {
  const ceiling = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempt + 1));
  return Math.round(MIN_DELAY_MS + clock.random() * (ceiling - MIN_DELAY_MS));
}
