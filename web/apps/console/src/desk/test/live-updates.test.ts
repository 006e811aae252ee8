// When lists are read again.
import type { Client } from '@skein/sdk';
import { QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { consultation } from '../../../test/samples.ts';
import { createInvalidator, followClient } from '../live-updates.ts';
import { keys } from '../queries.ts';

/** What is read again within a time after a message. */
function readAfter(message: object, waitMs: number, queryClient = new QueryClient()): string[] {
  const invalidate = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
  const heard = new Map<string, (event: unknown) => void>();
  const client = {
    on(name: string, listener: (event: unknown) => void) {
      heard.set(name, listener);
      return () => undefined;
    },
  };
  const stop = followClient(client as unknown as Client, queryClient);
  heard.get('message')?.({ message });
  vi.advanceTimersByTime(waitMs);
  const read = invalidate.mock.calls.map(([filters]) => (filters?.queryKey ?? []).join('/'));
  stop();
  return read;
}
const allOfOne = [keys.mine, keys.resolved, ['consultation'], ['customer']].map((key) => key.join('/'));

it('reads again what a rating changes, also of a consultation that is over', () => {
  vi.useFakeTimers();
  const content = { type: 'system', event: 'consultation_rated', consultationId: 'a' };
  const read = readAfter({ conversationId: 'thread-a', seq: 9, senderUid: '', content }, 300);
  expect(read).toEqual(expect.arrayContaining(allOfOne));
});

it('asks the server what a message means for a consultation that is over, and decides nothing', () => {
  vi.useFakeTimers();
  const queryClient = new QueryClient();
  const over = { ...consultation('a', { state: 'resolved' }), transitions: [] };
  queryClient.setQueryData(keys.consultation('a'), over);
  const said = { seq: 9, senderUid: 'agent-1', timeMs: 1, content: { type: 'text', text: 'hello' } };
  expect(readAfter({ ...said, conversationId: 'thread-a' }, 3_000, queryClient)).toEqual(allOfOne);
  expect(queryClient.getQueryData(keys.consultation('a'))).toBe(over);
  expect(readAfter({ ...said, conversationId: 'thread-b' }, 3_000)).toEqual(keys.mine);
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
