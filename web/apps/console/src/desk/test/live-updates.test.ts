// When lists are read again.
import type { Client } from '@skein/sdk';
import { QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { createInvalidator, followClient } from '../live-updates.ts';
import { keys } from '../queries.ts';

it('reads again what a rating changes, also of a consultation that is over', () => {
  vi.useFakeTimers();
  const queryClient = new QueryClient();
  const invalidate = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
  const heard = new Map<string, (event: unknown) => void>();
  const client = {
    on(name: string, listener: (event: unknown) => void) {
      heard.set(name, listener);
      return () => undefined;
    },
  };
  const stop = followClient(client as unknown as Client, queryClient, 'fang');
  const content = { type: 'system', event: 'consultation_rated', consultationId: 'a' };
  heard.get('message')?.({ message: { conversationId: 'thread-a', seq: 9, senderUid: '', content } });
  vi.advanceTimersByTime(300);
  const read = invalidate.mock.calls.map(([filters]) => (filters?.queryKey ?? []).join('/'));
  stop();
  const wanted = [keys.mine, keys.resolved, ['consultation'], ['customer']].map((key) => key.join('/'));
  expect(read).toEqual(expect.arrayContaining(wanted));
  vi.useRealTimers();
});

it('reads a list again at the earliest moment that was asked for, once', () => {
  vi.useFakeTimers();
  const queryClient = new QueryClient();
  const invalidate = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
  const invalidator = createInvalidator(queryClient);
  invalidator.soon(['mine'], 3_000);
  vi.advanceTimersByTime(1_000);
  invalidator.soon(['mine'], 300);
  invalidator.soon(['mine'], 3_000);
  vi.advanceTimersByTime(299);
  expect(invalidate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(invalidate).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(invalidate).toHaveBeenCalledTimes(1);
  invalidator.soon(['mine'], 300);
  invalidator.stop();
  vi.advanceTimersByTime(10_000);
  expect(invalidate).toHaveBeenCalledTimes(1);
});
