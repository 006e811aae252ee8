/** How long a customer may wait, and how urgent a wait is: the 30 and 60 second targets of the desk. */

export const GOOD_MS = 30_000;
export const TARGET_MS = 60_000;

/** `soon`: half of the target is used up. */
export type Wait = 'fresh' | 'soon' | 'late';

export function waitLevel(sinceMs: number, nowMs: number): Wait {
  const waited = nowMs - sinceMs;
  if (waited >= TARGET_MS) return 'late';
  return waited >= TARGET_MS / 2 ? 'soon' : 'fresh';
}

/** Since when the customer waits for an answer: the whole wait, from the question on, in the queue and after. */
export function waitingSince(consultation: {
  state: string;
  openedAtMs: number;
  customerWaitingSinceMs: number | null;
}): number | null {
  const { state, openedAtMs, customerWaitingSinceMs } = consultation;
  if (state === 'resolved') return null;
  return customerWaitingSinceMs ?? (state === 'assigned' ? null : openedAtMs);
}

/** From the customer's first message to the first message of a human agent; null while there is none. */
export function firstResponseMs(consultation: { openedAtMs: number; firstResponseAtMs: number | null }): number | null {
  const { openedAtMs, firstResponseAtMs } = consultation;
  return firstResponseAtMs === null ? null : Math.max(0, firstResponseAtMs - openedAtMs);
}

export type ResponseGrade = 'good' | 'met' | 'late';

/** Within 30 seconds, within the target, or over it. */
export function gradeOf(responseMs: number): ResponseGrade {
  if (responseMs <= GOOD_MS) return 'good';
  return responseMs <= TARGET_MS ? 'met' : 'late';
}
