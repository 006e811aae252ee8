/** How long a customer may wait, and how urgent a wait is: the 30 and 60 second targets of the desk. */

export const WARN_AFTER_MS = 30_000;
export const TARGET_MS = 60_000;

export type Wait = 'fresh' | 'warning' | 'breached';

export function waitLevel(sinceMs: number, nowMs: number): Wait {
  const waited = nowMs - sinceMs;
  if (waited >= TARGET_MS) return 'breached';
  return waited >= WARN_AFTER_MS ? 'warning' : 'fresh';
}

export function isBreached(sinceMs: number, nowMs: number): boolean {
  return waitLevel(sinceMs, nowMs) === 'breached';
}
