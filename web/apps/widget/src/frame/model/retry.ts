/** When something that failed is tried again: later every time, and at a random moment, so that a crowd does not come as one. */
import type { Clock } from '@skein/sdk';

const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

export interface Retry {
  /** It failed: the next try is due, later than the last time. */
  failed(): void;
  /** Somebody waits, or the reason may be gone: the next try comes soon, but not in a circle. */
  hurry(): void;
  /** It worked, or nobody wants it any more. */
  stop(): void;
}

export function createRetry(clock: Clock, run: () => void): Retry {
  let failures = 0;
  let failedAtMs = 0;
  let timer: unknown;
  let dueAtMs = Number.POSITIVE_INFINITY;

  function plan(delayMs: number): void {
    clock.clearTimeout(timer);
    dueAtMs = clock.now() + delayMs;
    timer = clock.setTimeout(() => {
      dueAtMs = Number.POSITIVE_INFINITY;
      run();
    }, delayMs);
  }

  return {
    failed() {
      failures += 1;
      failedAtMs = clock.now();
      const ceilingMs = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** failures);
      plan(MIN_DELAY_MS + clock.random() * (ceilingMs - MIN_DELAY_MS));
    },
    hurry() {
      // The clock may have been set back since.
      const sinceMs = Math.max(0, clock.now() - failedAtMs);
      const soonMs = Math.max(0, MIN_DELAY_MS - sinceMs) + clock.random() * MIN_DELAY_MS;
      if (clock.now() + soonMs < dueAtMs) plan(soonMs);
    },
    stop() {
      clock.clearTimeout(timer);
      dueAtMs = Number.POSITIVE_INFINITY;
      failures = 0;
    },
  };
}
