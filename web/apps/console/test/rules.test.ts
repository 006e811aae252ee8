// Small rules: passwords, the tab title, links, what a message does to a cached consultation, and when
// lists are read again.
import type { Client, Message } from '@skein/sdk';
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { checkPassword, strengthOf } from '../src/access/password-rules.ts';
import { titleWith } from '../src/attention/tab-badge.ts';
import { deviceName } from '../src/chat/device.ts';
import { createInvalidator, followClient, withMessage } from '../src/desk/live-updates.ts';
import { keys } from '../src/desk/queries.ts';
import { safeLink } from '../src/list/channel.ts';
import { firstResponseMs, gradeOf, waitingSince } from '../src/list/waiting.ts';
import { consultation } from './samples.ts';

describe('passwords', () => {
  it('have ten characters, are typed twice and do not hold the user id', () => {
    expect(checkPassword('0123456789', '0123456789', 'fang')).toEqual({ length: true, name: true, match: true });
    expect(checkPassword('012345678', '', 'fang')).toEqual({ length: false, name: true, match: false });
    expect(checkPassword('I-am-FANG-77', 'I-am-FANG-77', 'fang').name).toBe(false);
  });

  it('are rated by how hard they are to guess, not by length alone', () => {
    expect(strengthOf('aaaaaaaaaaaaaaaaaaaa')).toBe('weak');
    expect(strengthOf('1234567890123')).toBe('weak');
    expect(strengthOf('Blue-Goose-2026')).toBe('strong');
  });
});

it('counts unread conversations in the title', () => {
  expect(titleWith(0, 'Skein')).toBe('Skein');
  expect(titleWith(3, 'Skein')).toBe('(3) Skein');
  expect(titleWith(150, 'Skein')).toBe('(99+) Skein');
});

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

it('links to web pages only', () => {
  expect(safeLink('https://shop.test/a')).toBe('https://shop.test/a');
  expect(safeLink('javascript:alert(1)')).toBeNull();
  expect(safeLink('data:text/html,x')).toBeNull();
  expect(safeLink('/relative')).toBeNull();
});

it('names the device for people', () => {
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36')).toBe('Chrome on Windows');
  expect(deviceName('something else')).toBe('Browser');
});

describe('a message and the cached consultation', () => {
  const base = consultation('a', { lastMessage: { seq: 4, senderUid: 'agent-1', text: 'x', timeMs: 1 } });
  const message = (fields: Partial<Message>): Message => ({
    key: 'k',
    conversationId: base.conversationId,
    seq: 5,
    senderUid: base.customer.uid,
    clientMsgId: 'c',
    timeMs: 50_000,
    content: { type: 'text', text: 'hello' },
    own: false,
    status: 'received',
    ...fields,
  });

  it('starts the clock with the first unanswered message and keeps it for the next', () => {
    const first = withMessage(base, message({}), 'agent-1');
    expect(first.customerWaitingSinceMs).toBe(50_000);
    expect(withMessage(first, message({ seq: 6, timeMs: 90_000 }), 'agent-1').customerWaitingSinceMs).toBe(50_000);
  });

  it('stops the clock with the answer and notes the first response', () => {
    const waiting = { ...base, customerWaitingSinceMs: 10_000 };
    const answered = withMessage(waiting, message({ senderUid: 'agent-1', own: true }), 'agent-1');
    expect(answered).toMatchObject({ customerWaitingSinceMs: null, firstResponseAtMs: 50_000 });
  });

  it('ignores what is older than what is known, and what comes after the end', () => {
    expect(withMessage(base, message({ seq: 4 }), 'agent-1')).toBe(base);
    const over = { ...base, state: 'resolved' as const };
    expect(withMessage(over, message({}), 'agent-1')).toBe(over);
  });
});

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
