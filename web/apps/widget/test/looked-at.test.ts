/** The page that is looked at, as others see it by its lock. */
import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { type Locks, watchLookedAt } from '../src/frame/platform/looked-at';
import { setUp } from './fakes';

test('attempts of a hidden page share one look-out, which ends when nobody looks any more', async () => {
  const { clock } = setUp();
  let looked = true;
  const request = vi.fn(async (_name: string, _options: LockOptions, work: (lock: Lock | null) => unknown) =>
    work(looked ? null : ({} as Lock)),
  );
  const { mayConnect } = watchLookedAt(signal(null), { request } as unknown as Locks, clock);
  const attempts = Array.from({ length: 20 }, () => mayConnect('ann'));
  await clock.advance(10_000);
  expect(request.mock.calls.length).toBeLessThanOrEqual(3);
  looked = false;
  await clock.advance(5_000);
  await Promise.all(attempts);
  // The next attempt looks for itself.
  looked = true;
  const before = request.mock.calls.length;
  void mayConnect('ann');
  await clock.flush();
  expect(request.mock.calls.length).toBe(before + 1);
});
