// How long a customer has waited, and how good a first response was.
import { expect, it } from 'vitest';
import { consultation } from '../../../test/samples.ts';
import { firstResponseMs, gradeOf, waitingSince } from '../waiting.ts';

it('counts the first response from the question, not from the assignment, and grades it by the targets', () => {
  const asked = 1_000_000;
  const answered = (afterMs: number) =>
    firstResponseMs(
      consultation('a', { openedAtMs: asked, assignedAtMs: asked + 500_000, firstResponseAtMs: asked + afterMs }),
    );
  expect(answered(519_000)).toBe(519_000);
  expect(firstResponseMs(consultation('a'))).toBeNull();
  // The server's figure, where it has come.
  expect(firstResponseMs(consultation('a', { firstResponseAtMs: asked, firstResponseMs: 7_000 }))).toBe(7_000);
  expect(gradeOf(90_000, 120_000)).toBe('met');
  expect(gradeOf(20_000, 10_000)).toBe('late');
  const grades = [0, 30_000, 30_001, 60_000, 60_001, 519_000].map((ms) => gradeOf(ms, 60_000));
  expect(grades).toEqual(['good', 'good', 'met', 'met', 'late', 'late']);
});

it('counts one wait from the question on, in the queue and after', () => {
  const waiting = consultation('a', { state: 'waiting', openedAtMs: 5_000, customerWaitingSinceMs: 5_000 });
  expect(waitingSince(waiting)).toBe(5_000);
  expect(waitingSince({ ...waiting, customerWaitingSinceMs: null })).toBe(5_000);
  // Back in the queue, as the server counts it.
  expect(waitingSince({ ...waiting, wait: { sinceMs: 7_000 } })).toBe(7_000);
  expect(waitingSince({ ...waiting, state: 'assigned' })).toBe(5_000);
  expect(waitingSince({ ...waiting, state: 'assigned', customerWaitingSinceMs: null })).toBeNull();
  expect(waitingSince({ ...waiting, state: 'resolved' })).toBeNull();
});
