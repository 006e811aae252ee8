/** The machine's clock is set, by seconds and by days, forward and back: nothing that waits is given up for it. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryStorage, systemClock } from '../src';
import type { Clock } from '../src/types';
import { setUp, texts } from './setup';

const text = (value: string) => ({ type: 'text', text: value }) as const;
const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const SHIFTS: [string, number][] = [
  ['30 seconds back', -30 * SECOND],
  ['30 seconds forward', 30 * SECOND],
  ['5 days back', -5 * DAY],
  ['5 days forward', 5 * DAY],
];

const ahead = (clock: Clock, byMs: number): Clock => ({ ...clock, now: () => clock.now() + byMs });

describe.each(SHIFTS)('%s', (_, shiftMs) => {
  /** Two pages of one browser, and between them somebody sets its clock. */
  async function twoPages(pauseMs: number) {
    const { clock, server, makeClient, online } = setUp();
    const storage = memoryStorage();
    const first = await online('ann', { storage, uid: 'ann' });
    server.webSocket = 'refuse';
    server.http = 'down';
    server.disconnect();
    await clock.flush();
    for (const value of ['one', 'two']) first.conversation('talk').send(text(value));
    await clock.flush();
    await first.close();
    await clock.advance(pauseMs);
    server.webSocket = 'open';
    server.http = 'up';
    const writtenMs = clock.now() - pauseMs;
    const second = makeClient('ann', { storage, uid: 'ann', clock: ahead(clock, shiftMs) });
    await clock.flush();
    return { clock, server, second, writtenMs };
  }

  test('between two pages: what waits is sent, at the time at which it was written', async () => {
    const { clock, server, second, writtenMs } = await twoPages(60 * SECOND);
    const times = () =>
      second
        .conversation('talk')
        .getSnapshot()
        .messages.map(({ timeMs }) => timeMs);
    expect(times()).toEqual([writtenMs, writtenMs + 1]);
    second.connect().catch(() => {});
    await clock.flush();
    expect(server.world.conversations.get('talk')?.log).toHaveLength(2);
    expect(texts(second)).toEqual(['one', 'two']);
  });

  test('between two pages: what waited for more than a day by the server is not sent unasked', async () => {
    const { clock, server, second } = await twoPages(DAY + SECOND);
    second.connect().catch(() => {});
    await clock.flush();
    expect(server.world.conversations.get('talk')?.log).toHaveLength(0);
    expect(second.conversation('talk').getSnapshot().messages).toMatchObject([
      { status: 'failed', error: { code: 'expired', retryable: true } },
      { status: 'failed', error: { code: 'expired', retryable: true } },
    ]);
  });

  test('the order of two pages is the order of writing', async () => {
    const { clock, server, second } = await twoPages(60 * SECOND);
    server.webSocket = 'refuse';
    server.http = 'down';
    second.connect().catch(() => {});
    await clock.flush();
    second.conversation('talk').send(text('three'));
    server.webSocket = 'open';
    server.http = 'up';
    await clock.advance(20 * SECOND);
    expect(texts(second)).toEqual(['one', 'two', 'three']);
  });

  test('under a page that is open: its time goes on evenly', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const beforeMs = systemClock.now();
    vi.setSystemTime(Date.now() + shiftMs);
    const passedMs = systemClock.now() - beforeMs;
    expect(passedMs).toBeGreaterThanOrEqual(0);
    expect(passedMs).toBeLessThan(Math.abs(shiftMs));
  });
});

afterEach(() => {
  vi.useRealTimers();
});

test('a record of which nobody knows when it was written is sent', async () => {
  const { clock, server, online } = setUp();
  const storage = memoryStorage();
  const left = { conversationId: 'talk', clientMsgId: 'left-1', content: text('left'), createdAtMs: clock.now() };
  await storage.put('https://chat.fake.test|ann', { ...left, createdAtMs: left.createdAtMs - 5 * DAY });
  const ann = await online('ann', { storage, uid: 'ann' });
  await clock.flush();
  expect(texts(ann)).toEqual(['left']);
  expect(server.world.conversations.get('talk')?.log).toHaveLength(1);
});
