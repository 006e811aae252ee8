/** How long a customer may wait, how urgent a wait is, and how good a first response was: by the target of the team. */

/** The better half of the minute that desks promise. */
export const GOOD_MS = 30_000;

export interface Waiting {
  state: string;
  openedAtMs: number;
  customerWaitingSinceMs: number | null;
  wait?: { sinceMs: number } | null;
}

/** `soon`: half of the target is used up. */
export type WaitLevel = 'fresh' | 'soon' | 'late';

export function waitLevel(sinceMs: number, nowMs: number, targetMs: number): WaitLevel {
  const waited = nowMs - sinceMs;
  if (waited >= targetMs) return 'late';
  return waited >= targetMs / 2 ? 'soon' : 'fresh';
}

/** Since when the customer waits for an answer: the whole wait, from the question on, in the queue and after. */
export function waitingSince({ state, openedAtMs, customerWaitingSinceMs, wait }: Waiting): number | null {
  if (state === 'resolved') return null;
  if (state === 'assigned') return customerWaitingSinceMs;
  return wait?.sinceMs ?? customerWaitingSinceMs ?? openedAtMs;
}

interface Answered {
  openedAtMs: number;
  firstResponseAtMs: number | null;
  firstResponseMs: number | null;
}

/** From the customer's first message to the first message of a human agent; null while there is none. */
export function firstResponseMs({ openedAtMs, firstResponseAtMs, firstResponseMs }: Answered): number | null {
  if (firstResponseMs !== null) return firstResponseMs;
  // Answered a moment ago: the server's figure follows.
  return firstResponseAtMs === null ? null : Math.max(0, firstResponseAtMs - openedAtMs);
}

export type ResponseGrade = 'good' | 'met' | 'late';

/** In half a minute, within the target, or over it. */
export function gradeOf(responseMs: number, targetMs: number): ResponseGrade {
  if (responseMs > targetMs) return 'late';
  return responseMs <= GOOD_MS ? 'good' : 'met';
}
