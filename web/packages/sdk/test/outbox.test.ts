/** Sending: order, resending under one id, giving up, limits, and what survives a reload. */
import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import { ImError, memoryStorage } from '../src';
import type { Frame } from '../src/generated/frame';
import { indexedDbStorage } from '../src/storage';
import type { Client, ClientOptions, OutboxStorage } from '../src/types';
import { setUp, TRANSPORTS, texts } from './setup';

const text = (value: string) => ({ type: 'text', text: value }) as const;
const sends = (requests: Frame[]) => requests.flatMap(({ send }) => (send ? [send] : []));
const statuses = (client: Client) =>
  client
    .conversation('talk')
    .getSnapshot()
    .messages.map(({ status }) => status);

describe.each(TRANSPORTS)('over %s', (transport) => {
  test('first in, first out in a conversation; others do not wait', async () => {
    const { clock, server, online } = setUp(transport);
    server.world.addConversation('other', ['ann', 'bob']);
    const ann = await online('ann');
    server.intercept = (direction, frame) =>
      direction === 'up' && frame.send?.conversationId === 'talk' ? { delayMs: 1_000 } : 'pass';
    const order: string[] = [];
    for (const value of ['a', 'b', 'c']) {
      ann
        .conversation('talk')
        .send(text(value))
        .sent.then(() => order.push(value));
    }
    ann
      .conversation('other')
      .send(text('x'))
      .sent.then(() => order.push('x'));
    await clock.flush();
    expect(statuses(ann)).toEqual(['sending', 'queued', 'queued']);
    await clock.advance(3_000);
    expect(order).toEqual(['x', 'a', 'b', 'c']);
  });

  test('without an ack the same id goes again after 5 s, and is stored once', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    let lost = 0;
    server.intercept = (direction, frame) => (direction === 'down' && frame.ack && lost++ < 2 ? 'drop' : 'pass');
    const outgoing = ann.conversation('talk').send(text('once'));
    await clock.advance(4_999);
    expect(sends(server.requests)).toHaveLength(1);
    await clock.advance(1);
    expect(sends(server.requests)).toHaveLength(2);
    await clock.advance(5_000);
    await outgoing.sent;
    expect(new Set(sends(server.requests).map(({ clientMsgId }) => clientMsgId))).toEqual(
      new Set([outgoing.clientMsgId]),
    );
    expect(server.world.conversations.get('talk')?.log).toHaveLength(1);
    expect(texts(ann)).toEqual(['once']);
  });

  test('an ack that comes late still counts', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    server.intercept = (direction, frame) => (direction === 'down' && frame.ack ? { delayMs: 6_000 } : 'pass');
    const outgoing = ann.conversation('talk').send(text('late'));
    await clock.advance(6_000);
    expect(outgoing.status).toBe('sent');
    await clock.advance(20_000);
    expect(sends(server.requests)).toHaveLength(2);
  });

  test('a message written offline is queued, and goes out when the connection is back', async () => {
    const { clock, server, makeClient } = setUp(transport);
    const ann = makeClient('ann');
    const outgoing = ann.conversation('talk').send(text('early'));
    expect(outgoing.status).toBe('queued');
    ann.connect().catch(() => {});
    await clock.flush();
    expect(await outgoing.sent).toMatchObject({ seq: 1, own: true });
    server.webSocket = 'refuse';
    server.http = 'down';
    server.disconnect();
    await clock.flush();
    const [second, third] = ['b', 'c'].map((value) => ann.conversation('talk').send(text(value)));
    expect(second?.cancel()).toBe(true);
    server.webSocket = 'open';
    server.http = 'up';
    await clock.advance(20_000);
    expect(third?.status).toBe('sent');
    await expect(second?.sent).rejects.toMatchObject({ code: 'cancelled' });
    expect(texts(ann)).toEqual(['early', 'c']);
  });

  test('sending never looks queued again when the connection is lost on the way', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const seen: string[] = [];
    ann.conversation('talk').subscribe(() => seen.push(statuses(ann).join()));
    let cuts = 2;
    server.intercept = (direction, frame) => {
      if (direction === 'up' && frame.send && cuts-- > 0) {
        server.disconnect('ann');
        return 'drop';
      }
      return 'pass';
    };
    const outgoing = ann.conversation('talk').send(text('stubborn'));
    expect(outgoing.cancel()).toBe(false);
    await clock.advance(10_000);
    expect(outgoing.status).toBe('sent');
    expect([...new Set(seen)]).toEqual(['sending', 'sent']);
  });
});

describe('giving up', () => {
  test('a refused message fails for good, and the next goes on', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    server.intercept = (direction, frame) =>
      direction === 'up' && frame.send?.content?.text?.text === 'bad'
        ? { reply: { error: { code: 'ERROR_CODE_FORBIDDEN', detail: 'no' } } }
        : 'pass';
    const bad = ann.conversation('talk').send(text('bad'));
    const good = ann.conversation('talk').send(text('good'));
    await clock.flush();
    await expect(bad.sent).rejects.toMatchObject({ code: 'forbidden', kind: 'rejected', retryable: false });
    expect([bad.status, good.status]).toEqual(['failed', 'sent']);
    expect(bad.retry()).toBe(false);
    expect(texts(ann)).toEqual(['good', 'bad']);
    expect(bad.cancel()).toBe(true);
    expect(texts(ann)).toEqual(['good']);
  });

  test('control characters that the server refuses are left out', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    ann.conversation('talk').send(text('a\u0000\u0007\u001fb\tc\r\nd\u0085\u007f'));
    ann.conversation('talk').send({ type: 'custom', customType: 'card', json: '{}', fallback: 'a\u001bb' });
    expect(texts(ann)[0]).toBe('ab\tc\r\nd\u0085');
    await clock.flush();
    expect(server.world.conversations.get('talk')?.log.map(({ content }) => content)).toEqual([
      { text: { text: 'ab\tc\r\nd\u0085' } },
      { custom: { type: 'card', json: '{}', fallback: 'ab' } },
    ]);
  });

  test('a message too large for a frame fails here, before it costs the connection', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    const huge = ann.conversation('talk').send(text('雁'.repeat(21_800)));
    const next = ann.conversation('talk').send(text('next'));
    await clock.flush();
    expect(huge.message).toMatchObject({ status: 'failed', error: { code: 'too_large', retryable: false } });
    expect(next.status).toBe('sent');
    expect(sends(server.requests)).toHaveLength(1);
  });

  test('an answer that is no ack fails the message instead of asking for ever', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    server.intercept = (direction, frame) => (direction === 'up' && frame.send ? { reply: { done: {} } } : 'pass');
    const outgoing = ann.conversation('talk').send(text('odd'));
    await clock.flush();
    expect(outgoing.message).toMatchObject({ status: 'failed', error: { code: 'malformed', kind: 'bug' } });
  });

  test('a busy server is asked again when it says, in order', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    let refusals = 1;
    server.intercept = (direction, frame) =>
      direction === 'up' && frame.send && refusals-- > 0
        ? { reply: { error: { code: 'ERROR_CODE_RATE_LIMITED', retryable: true, retryAfterMs: 3_000 } } }
        : 'pass';
    const messages = ['a', 'b'].map((value) => ann.conversation('talk').send(text(value)));
    await clock.advance(2_999);
    expect(messages.map(({ status }) => status)).toEqual(['sending', 'queued']);
    await clock.advance(1);
    expect(texts(ann)).toEqual(['a', 'b']);
    expect(messages.map(({ message }) => message.seq)).toEqual([1, 2]);
  });

  test('after 2 min online without an ack it fails, can be tried again, and keeps its id', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    server.intercept = (_, frame) => (frame.send ? 'drop' : 'pass');
    const outgoing = ann.conversation('talk').send(text('patient'));
    await clock.advance(119_999);
    expect(outgoing.status).toBe('sending');
    await clock.advance(1);
    await expect(outgoing.sent).rejects.toMatchObject({ code: 'timeout', retryable: true });
    expect(outgoing.message).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
    server.intercept = () => 'pass';
    expect(ann.conversation('talk').retry(outgoing.clientMsgId)).toBe(true);
    expect(outgoing.message.error).toBeUndefined();
    await clock.flush();
    expect(await outgoing.sent).toMatchObject({ seq: 1, clientMsgId: outgoing.clientMsgId });
  });

  test('a sleep of the machine, or a clock that is set, is no time spent trying', async () => {
    const { clock, server, online } = setUp();
    const { now } = clock;
    const ann = await online('ann');
    // The network goes away with the lid.
    server.intercept = (_, frame) => (frame.send ? 'drop' : 'pass');
    const outgoing = ann.conversation('talk').send(text('on my way'));
    await clock.flush();
    clock.now = () => now() + 600_000;
    server.intercept = () => 'pass';
    await clock.advance(5_000);
    expect(outgoing.status).toBe('sent');
  });

  test('after 24 h in the queue it is not sent without being asked', async () => {
    const { clock, server, makeClient } = setUp();
    const ann = makeClient('ann');
    const outgoing = ann.conversation('talk').send(text('stale'));
    await clock.advance(86_400_001);
    ann.connect().catch(() => {});
    await clock.flush();
    expect(outgoing.message).toMatchObject({ status: 'failed', error: { code: 'expired', retryable: true } });
    expect(server.world.conversations.get('talk')?.log).toHaveLength(0);
    expect(outgoing.retry()).toBe(true);
    await clock.flush();
    expect(outgoing.status).toBe('sent');
  });

  test('no more than 200 messages or 1 MiB wait', async () => {
    const { makeClient } = setUp();
    const ann = makeClient('ann');
    const outgoing = Array.from({ length: 201 }, (_, index) => ann.conversation('talk').send(text(String(index))));
    expect(outgoing[199]?.status).toBe('queued');
    expect(outgoing[200]?.message).toMatchObject({ status: 'failed', error: { code: 'outbox_full', kind: 'limit' } });
    outgoing[0]?.cancel();
    expect(outgoing[200]?.retry()).toBe(true);
    expect(outgoing[200]?.status).toBe('queued');

    const bob = makeClient('bob');
    const big = [600_000, 500_000].map((size) => bob.conversation('talk').send(text('x'.repeat(size))));
    expect(big.map(({ status }) => status)).toEqual(['queued', 'failed']);
  });
});

describe('over a reload', () => {
  const storages: [string, () => OutboxStorage][] = [
    ['memory', memoryStorage],
    ['IndexedDB', () => indexedDbStorage({ name: `test-${Math.random()}` })],
  ];

  /** IndexedDB works in real turns of the event loop. */
  async function settle(flush: () => Promise<void>): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      await new Promise((resolve) => setTimeout(resolve));
      await flush();
    }
  }

  test.each(storages)('unsent messages are kept in %s, sent in order, and removed', async (_, makeStorage) => {
    const { clock, server, makeClient, online } = setUp();
    const storage = makeStorage();
    const before = await online('ann', { storage });
    server.disconnect();
    server.webSocket = 'refuse';
    server.http = 'down';
    await clock.flush();
    for (const value of ['one', 'two', 'three']) before.conversation('talk').send(text(value));
    await settle(clock.flush);
    await before.close();

    const page = makeClient('ann', { storage, uid: 'ann' });
    await settle(clock.flush);
    expect(texts(page)).toEqual(['one', 'two', 'three']);
    expect(statuses(page)).toEqual(['queued', 'queued', 'queued']);
    server.webSocket = 'open';
    page.connect().catch(() => {});
    await settle(clock.flush);
    expect(statuses(page)).toEqual(['sent', 'sent', 'sent']);
    expect(server.world.conversations.get('talk')?.log.map(({ content }) => content?.text?.text)).toEqual([
      'one',
      'two',
      'three',
    ]);

    const later = await online('ann', { storage, device: { id: 'later', terminal: 'ios' } });
    await settle(clock.flush);
    expect(later.conversation('talk').getSnapshot().messages).toEqual([]);
    expect(sends(server.requests)).toHaveLength(3);
  });

  test('a message that was stored just before the reload is neither doubled nor lost', async () => {
    const { clock, server, online } = setUp();
    const storage = memoryStorage();
    const before = await online('ann', { storage });
    server.intercept = (direction, frame) => (direction === 'down' && frame.ack ? 'drop' : 'pass');
    before.conversation('talk').send(text('hasty'));
    await clock.flush();
    await before.close();
    server.intercept = () => 'pass';

    const page = await online('ann', { storage });
    await Promise.all([page.conversation('talk').load(), clock.flush()]);
    expect(texts(page)).toEqual(['hasty']);
    expect(statuses(page)).toEqual(['sent']);
    expect(server.world.conversations.get('talk')?.log).toHaveLength(1);
  });

  test('a failed message is shown as failed, not sent behind the back', async () => {
    const { clock, server, online } = setUp();
    const storage = memoryStorage();
    const before = await online('ann', { storage });
    server.intercept = (_, frame) => (frame.send ? 'drop' : 'pass');
    before.conversation('talk').send(text('failed'));
    await clock.advance(120_000);
    await before.close();
    server.intercept = () => 'pass';

    const page = await online('ann', { storage });
    await clock.advance(10_000);
    expect(page.conversation('talk').getSnapshot().messages).toMatchObject([
      { status: 'failed', error: { code: 'timeout', retryable: true } },
    ]);
    const [message] = page.conversation('talk').getSnapshot().messages;
    page.conversation('talk').retry(message?.key ?? '');
    await clock.flush();
    expect(statuses(page)).toEqual(['sent']);
  });

  test('a message that was refused for good stays until it is taken away', async () => {
    const { clock, server, online } = setUp();
    const storage = memoryStorage();
    const before = await online('ann', { storage });
    server.intercept = (direction, frame) =>
      direction === 'up' && frame.send ? { reply: { error: { code: 'ERROR_CODE_INVALID' } } } : 'pass';
    before.conversation('talk').send(text('too long'));
    await clock.flush();
    await before.close();

    const page = await online('ann', { storage });
    const talk = page.conversation('talk');
    const [message] = talk.getSnapshot().messages;
    expect(message).toMatchObject({ status: 'failed', error: { code: 'invalid', kind: 'rejected', retryable: false } });
    expect(talk.retry(message?.key ?? '')).toBe(false);
    expect(talk.cancel(message?.key ?? '')).toBe(true);
    await clock.flush();
    await page.close();
    const later = await online('ann', { storage });
    expect(texts(later)).toEqual([]);
  });

  test('what one user wrote is never sent as another', async () => {
    const { clock, server, makeClient } = setUp();
    const storage = memoryStorage();
    const ann = makeClient('ann', { storage, uid: 'ann' });
    ann.conversation('talk').send(text('secret'));
    await clock.flush();
    await ann.close();
    const bob = makeClient('bob', { storage, uid: 'ann' });
    await clock.flush();
    expect(texts(bob)).toEqual(['secret']);
    bob.connect().catch(() => {});
    await clock.flush();
    expect(bob.uid).toBe('bob');
    expect(texts(bob)).toEqual([]);
    expect(server.world.conversations.get('talk')?.log).toHaveLength(0);
  });

  test('forget drops what was not sent', async () => {
    const { clock, makeClient } = setUp();
    const storage = memoryStorage();
    const ann = makeClient('ann', { storage, uid: 'ann' });
    const outgoing = ann.conversation('talk').send(text('gone'));
    await ann.close({ forget: true });
    await expect(outgoing.sent).rejects.toBeInstanceOf(ImError);
    const next = makeClient('ann', { storage, uid: 'ann' });
    await clock.flush();
    expect(texts(next)).toEqual([]);
  });

  test('a storage that fails is reported and does not stop the sending', async () => {
    const { clock, makeClient } = setUp();
    const broken = () => Promise.reject(new Error('quota'));
    const ann = makeClient('ann', { storage: { list: broken, put: broken, delete: broken } });
    const errors: string[] = [];
    ann.on('error', ({ code }) => errors.push(code));
    ann.connect().catch(() => {});
    await clock.flush();
    const outgoing = ann.conversation('talk').send(text('anyway'));
    await clock.flush();
    expect(outgoing.status).toBe('sent');
    expect(new Set(errors)).toEqual(new Set(['storage_failed']));
  });
});

test('a message is on its way into storage before `send` returns, whatever storage is busy with', async () => {
  const { makeClient } = setUp();
  const storage = memoryStorage();
  const stuck = new Promise<never>(() => {});
  const put = vi.fn<OutboxStorage['put']>(() => stuck);
  const talk = makeClient('ann', { storage: { ...storage, list: () => stuck, put }, uid: 'ann' }).conversation('talk');
  for (const value of ['one', 'two']) {
    const { clientMsgId } = talk.send(text(value));
    expect(put.mock.lastCall?.[1]).toMatchObject({ clientMsgId, content: text(value) });
  }
});

test('what is taken back while leftovers are read stays taken back', async () => {
  const { clock, server, makeClient } = setUp();
  const storage = memoryStorage();
  let finish: (() => void) | undefined;
  const list: OutboxStorage['list'] = async (scope) => {
    const records = await storage.list(scope);
    if (finish) await new Promise<void>((resolve) => (finish = resolve));
    return records;
  };
  const ann = makeClient('ann', { uid: 'ann', storage: { ...storage, list } });
  const [first, second] = ['first', 'second'].map((value) => ann.conversation('talk').send(text(value)));
  await clock.flush();
  finish = () => {};
  server.intercept = (direction, frame) => (direction === 'up' && frame.send ? { delayMs: 200 } : 'pass');
  await Promise.all([ann.connect(), clock.flush()]);
  expect(second?.cancel()).toBe(true);
  finish();
  await clock.advance(1_000);
  expect([first?.status, second?.status]).toEqual(['sent', 'cancelled']);
  expect(texts(ann)).toEqual(['first']);
  expect(sends(server.requests)).toHaveLength(1);
});

test('what waits stays in its order over reloads, although the clock was set back in between', async () => {
  const { clock, makeClient } = setUp();
  const storage = memoryStorage();
  const left = { conversationId: 'talk', content: text('first'), createdAtMs: clock.now() + 2 * 86_400_000 };
  await storage.put('https://chat.fake.test|ann', { ...left, clientMsgId: 'left-1' });
  const page = makeClient('ann', { storage, uid: 'ann' });
  await clock.flush();
  page.conversation('talk').send(text('second'));
  await clock.flush();
  await page.close();
  const next = makeClient('ann', { storage, uid: 'ann' });
  await clock.flush();
  expect(texts(next)).toEqual(['first', 'second']);
});

/** Web Locks of one browser, as far as the outbox uses them. */
function fakeLocks(): ClientOptions['locks'] {
  const tails = new Map<string, Promise<unknown>>();
  return {
    request(name: string, options: LockOptions, work: () => Promise<unknown>) {
      const turn = (tails.get(name) ?? Promise.resolve()).then(() =>
        options.signal?.aborted ? Promise.reject(options.signal.reason) : work(),
      );
      tails.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  } as ClientOptions['locks'];
}

test('of two tabs one takes over what was left behind, and the other when that one closes', async () => {
  const { clock, server, makeClient } = setUp();
  const storage = memoryStorage();
  const locks = fakeLocks();
  const left = { conversationId: 'talk', content: text('left'), createdAtMs: clock.now() };
  await storage.put('https://chat.fake.test|ann', { ...left, clientMsgId: 'left-1' });
  const [first, second] = ['1', '2'].map((id) =>
    makeClient('ann', { storage, locks, uid: 'ann', device: { id, terminal: id === '1' ? 'web' : 'h5' } }),
  ) as [Client, Client];
  await clock.flush();
  expect([texts(first), texts(second)]).toEqual([['left'], []]);
  second.connect().catch(() => {});
  await clock.flush();
  expect(server.world.conversations.get('talk')?.log).toHaveLength(0);
  await first.close();
  await clock.flush();
  expect(server.world.conversations.get('talk')?.log).toHaveLength(1);
  expect(texts(second)).toEqual(['left']);
});

test('a tab that was replaced leaves what waits to the one that goes on', async () => {
  const { clock, server, makeClient } = setUp();
  const storage = memoryStorage();
  const locks = fakeLocks();
  const tab = (id: string) => makeClient('ann', { storage, locks, uid: 'ann', device: { id, terminal: 'web' } });
  const [first, second] = [tab('first'), tab('second')];
  for (const client of [first, second]) await Promise.all([client.connect(), clock.flush()]);
  expect([first.connection.getSnapshot().code, second.state]).toEqual(['replaced', 'online']);
  server.webSocket = 'refuse';
  server.http = 'down';
  server.disconnect();
  second.conversation('talk').send(text('kept'));
  await clock.flush();
  await second.close();

  const reloaded = tab('second');
  await clock.flush();
  expect(texts(reloaded)).toEqual(['kept']);
  server.webSocket = 'open';
  await Promise.all([reloaded.connect(), clock.flush()]);
  expect(statuses(reloaded)).toEqual(['sent']);
  await Promise.all([first.connect(), clock.flush()]);
  expect(server.world.conversations.get('talk')?.log).toHaveLength(1);
});

test('an id that was used in another conversation is refused for good, and nothing is taken for sent', async () => {
  const { clock, server, online } = setUp();
  server.world.addConversation('other', ['ann', 'bob']);
  const ann = await online('ann');
  let tries = 0;
  server.intercept = (direction, { send }) => {
    if (direction !== 'up' || send?.conversationId !== 'other') return 'pass';
    tries++;
    return { reply: { error: { code: 'ERROR_CODE_IDEMPOTENCY_MISMATCH', detail: 'used elsewhere' } } };
  };
  await clock.flush();
  ann.conversation('talk').send(text('first'), { clientMsgId: 'one' });
  expect(() => ann.conversation('other').send(text('second'), { clientMsgId: 'one' })).toThrow(ImError);
  await clock.advance(1_000);
  const again = ann.conversation('other').send(text('second'), { clientMsgId: 'one' });
  await clock.advance(60_000);
  expect(again.message).toMatchObject({ status: 'failed', error: { code: 'idempotency_mismatch', retryable: false } });
  expect(tries).toBe(1);
  expect(again.retry()).toBe(false);
});

test.each([-172_800_000, 7_200_000])(
  'a row that waits has the time of the server, whatever the own clock says',
  async (aheadMs) => {
    const { clock, server, online } = setUp();
    const ann = await online('ann', { clock: { ...clock, now: () => clock.now() + aheadMs } });
    server.intercept = (direction, { send }) => (direction === 'up' && send ? 'drop' : 'pass');
    const outgoing = ann.conversation('talk').send(text('waits'));
    expect(Math.abs(outgoing.message.timeMs - clock.now())).toBeLessThan(1_000);
  },
);
