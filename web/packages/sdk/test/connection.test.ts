/** The life of a connection: states, exact backoff, tokens, refusals, drains, wake-ups, heartbeat. */
import { describe, expect, test, vi } from 'vitest';
import { ImError } from '../src';
import type { Lifecycle, LifecycleEvent, TokenRequest } from '../src/types';
import { setUp, states, TRANSPORTS, texts } from './setup';

function fakeLifecycle(): Lifecycle & { emit(event: LifecycleEvent): void; listeners: number } {
  const listeners = new Set<(event: LifecycleEvent) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    get listeners() {
      return listeners.size;
    },
  };
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  test('connects, says who it is, and closes', async () => {
    const { clock, server, makeClient } = setUp(transport);
    const client = makeClient('ann');
    const changes = states(client);
    expect(client.state).toBe('idle');
    await Promise.all([client.connect(), clock.flush()]);
    expect(client.connection.getSnapshot()).toEqual({
      state: 'online',
      code: 'synced',
      uid: 'ann',
      role: 'customer',
      transport,
      limits: { maxFrameBytes: 65_536, maxTextChars: 5_000, maxPage: 100, maxInFlight: 8 },
    });
    expect(server.requests[0]?.hello).toMatchObject({
      token: 'token:ann',
      device: { id: 'ann-device', terminal: 'TERMINAL_WEB', name: "ann's browser" },
    });
    await client.close();
    await clock.flush();
    expect(changes.map(({ from, to, code }) => [from, to, code])).toEqual([
      ['idle', 'connecting', 'connect'],
      ['connecting', 'syncing', 'welcome'],
      ['syncing', 'online', 'synced'],
      ['online', 'closed', 'closed'],
    ]);
    expect(server.sessions.size).toBe(0);
    await Promise.all([client.connect(), clock.flush()]);
    expect(client.state).toBe('online');
  });

  test('connect and close in a loop leave one session', async () => {
    const { clock, server, makeClient } = setUp(transport);
    const client = makeClient('ann');
    for (let round = 0; round < 5; round++) {
      client.connect().catch(() => {});
      if (round % 2) await clock.flush();
      await client.close();
    }
    await Promise.all([client.connect(), clock.flush()]);
    expect(client.state).toBe('online');
    expect(server.sessions.size).toBe(1);
  });

  test('close before open rejects connect and opens nothing', async () => {
    const { clock, server, makeClient } = setUp(transport);
    const client = makeClient('ann');
    const connected = client.connect();
    await client.close();
    await expect(connected).rejects.toMatchObject({ code: 'closed' });
    await clock.advance(60_000);
    expect(server.sessions.size).toBe(0);
  });

  test('replaced by another device: closed with its name, and no way back by itself', async () => {
    const { clock, server, online } = setUp(transport);
    const old = await online('ann');
    const changes = states(old);
    await online('ann', { device: { id: 'other', terminal: 'web', name: 'Firefox on Linux' } });
    await clock.advance(600_000);
    expect(changes).toMatchObject([{ to: 'closed', code: 'replaced', deviceName: 'Firefox on Linux' }]);
    expect(server.sessions.size).toBe(1);
    await expect(old.openDirect('bob')).rejects.toMatchObject({ code: 'closed' });
    await Promise.all([old.connect(), clock.flush()]);
    expect(old.state).toBe('online');
  });

  test('revoked: another token, at once and only one', async () => {
    const { clock, server, makeClient } = setUp(transport);
    const reasons: string[] = [];
    const client = makeClient('ann', {
      getToken: ({ reason }) => server.token('ann', `${reasons.push(reason)}`),
    });
    await Promise.all([client.connect(), clock.flush()]);
    server.refuseToken(server.token('ann', '1'), 'TOKEN_EXPIRED');
    server.goAway('ann', { reason: 'GO_AWAY_REASON_REVOKED' });
    await clock.flush();
    expect(client.state).toBe('online');
    expect(reasons).toEqual(['initial', 'revoked']);
  });

  test('expired: a new token without waiting; refused for ever: closed', async () => {
    const { clock, server, makeClient } = setUp(transport);
    server.refuseToken(server.token('ann', '1'), 'TOKEN_EXPIRED');
    server.refuseToken(server.token('ann', '2'), 'UNAUTHENTICATED');
    server.refuseToken(server.token('ann', '3'), 'UNAUTHENTICATED');
    const reasons: string[] = [];
    const client = makeClient('ann', { getToken: ({ reason }) => server.token('ann', `${reasons.push(reason)}`) });
    const connected = client.connect();
    await clock.advance(20_000);
    await expect(connected).rejects.toMatchObject({ code: 'unauthenticated', kind: 'auth' });
    expect(reasons).toEqual(['initial', 'expired', 'rejected']);
    expect(client.connection.getSnapshot()).toMatchObject({ state: 'closed', code: 'unauthenticated' });
  });

  test('forbidden is final', async () => {
    const { clock, server, makeClient } = setUp(transport);
    server.refuseToken(server.token('ann'), 'FORBIDDEN');
    const client = makeClient('ann');
    const connected = client.connect();
    await clock.advance(60_000);
    await expect(connected).rejects.toMatchObject({ code: 'forbidden', retryable: false });
    expect(server.attempts).toHaveLength(1);
  });

  test('a drain is spread, and the connection serves until its turn', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const changes = states(ann);
    clock.random = () => 0.25;
    server.goAway('ann', { reason: 'GO_AWAY_REASON_DRAIN', spreadMs: 8_000 });
    await clock.advance(1_999);
    server.post('talk', 'bob', 'still here');
    await clock.flush();
    expect(texts(ann)).toEqual(['still here']);
    expect(changes).toEqual([]);
    await clock.advance(1);
    expect(changes.map(({ to, code }) => [to, code])).toEqual([
      ['reconnecting', 'drain'],
      ['syncing', 'welcome'],
      ['online', 'synced'],
    ]);
  });

  test('a drained server that closes first is given the rest of the spread', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const changes = states(ann);
    clock.random = () => 0.5;
    server.goAway('ann', { reason: 'GO_AWAY_REASON_DRAIN', spreadMs: 8_000 });
    await clock.advance(1_000);
    server.disconnect();
    await clock.flush();
    expect(changes).toMatchObject([{ to: 'reconnecting', code: 'drain', retryInMs: 3_000 }]);
    await clock.advance(3_000);
    expect(ann.state).toBe('online');
  });

  test('a clock that is set back during a drain does not put the next attempt off', async () => {
    const { clock, server, online } = setUp(transport);
    const { now } = clock;
    const ann = await online('ann');
    clock.random = () => 0.5;
    server.goAway('ann', { reason: 'GO_AWAY_REASON_DRAIN', spreadMs: 8_000 });
    await clock.advance(1_000);
    clock.now = () => now() - 3_600_000;
    server.disconnect();
    await clock.advance(3_000);
    expect(ann.state).toBe('online');
  });

  test('no sign of life: reconnects 10 s after the heartbeat', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const changes = states(ann);
    await clock.advance(60_000);
    expect(server.requests.filter(({ ping }) => ping)).toHaveLength(2);
    server.intercept = (direction) => (direction === 'down' ? 'drop' : 'pass');
    await clock.advance(25_000 + 10_000);
    expect(changes[0]).toMatchObject({ to: 'reconnecting', code: 'heartbeat_timeout' });
    server.intercept = () => 'pass';
    await clock.advance(30_000);
    expect(ann.state).toBe('online');
  });

  test('a page whose timers come late judges the server by what arrives', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const changes = states(ann);
    // A page that sleeps: its clock has moved on by minutes when the timer of the probe comes, before what arrived meanwhile.
    server.intercept = (direction) => (direction === 'down' ? 'drop' : 'pass');
    await clock.advance(25_000);
    const now = clock.now;
    clock.now = () => now() + 120_000;
    server.intercept = () => 'pass';
    await clock.advance(10_000);
    expect(changes).toEqual([]);
    await clock.advance(60_000);
    expect(server.sessions.size).toBe(1);
    expect(changes).toEqual([]);
    // Once is patience; a server that stays silent is gone.
    server.intercept = (direction) => (direction === 'down' ? 'drop' : 'pass');
    await clock.advance(25_000 + 20_000);
    expect(changes[0]).toMatchObject({ to: 'reconnecting', code: 'heartbeat_timeout' });
  });

  test('whatever arrives is a sign of life, not only an answer to the probe', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const changes = states(ann);
    server.intercept = (direction, frame) => (direction === 'down' && frame.pong ? 'drop' : 'pass');
    for (let passedMs = 0; passedMs < 180_000; passedMs += 5_000) {
      await clock.advance(5_000);
      server.push('ann', { typing: { conversationId: 'talk', uid: 'bob', typing: true } });
    }
    expect(changes).toEqual([]);
    expect(server.sessions.size).toBe(1);
  });

  test('answers the server ping', async () => {
    const { clock, server, online } = setUp(transport);
    await online('ann');
    server.push('ann', { id: 77, ping: { timeMs: '5' } });
    await clock.flush();
    expect(server.requests).toContainEqual({ id: 77, pong: { timeMs: '5' } });
  });

  test('a cut between command and reply repeats the command', async () => {
    const { clock, server, online } = setUp(transport);
    server.post('talk', 'bob', 'one');
    const ann = await online('ann');
    let cuts = 1;
    server.intercept = (direction, frame) => {
      if (direction === 'down' && frame.historyPage && cuts-- > 0) {
        server.disconnect('ann');
        return 'drop';
      }
      return 'pass';
    };
    const loading = ann.conversation('talk').load();
    await clock.advance(2_000);
    await loading;
    expect(texts(ann)).toEqual(['one']);
  });
});

test('an error before the end explains it; one that belongs to nothing does not end anything', async () => {
  const { clock, server, online } = setUp('websocket');
  const ann = await online('ann');
  const changes = states(ann);
  server.push('ann', { error: { code: 'ERROR_CODE_NOT_FOUND' } });
  await clock.advance(5_000);
  expect(ann.state).toBe('online');
  server.disconnect();
  await clock.flush();
  expect(changes[0]).toMatchObject({ to: 'reconnecting', code: 'disconnected' });
  await clock.advance(5_000);
  changes.length = 0;
  server.push('ann', { error: { code: 'ERROR_CODE_SLOW_READER', retryable: true } });
  server.disconnect();
  await clock.flush();
  expect(changes[0]).toMatchObject({ to: 'reconnecting', code: 'slow_reader' });
});

test('a request that a busy server refuses is asked again, but not for ever', async () => {
  const { clock, server, online } = setUp();
  server.post('talk', 'bob', 'one');
  const ann = await online('ann');
  let refusals = 2;
  server.intercept = (direction, frame) =>
    direction === 'up' && frame.history && refusals-- > 0
      ? { reply: { error: { code: 'ERROR_CODE_RATE_LIMITED', retryable: true, retryAfterMs: 2_000 } } }
      : 'pass';
  const loading = ann.conversation('talk').load();
  await clock.advance(4_500);
  await loading;
  expect(texts(ann)).toEqual(['one']);

  server.intercept = (direction, frame) =>
    direction === 'up' && frame.openDirect
      ? { reply: { error: { code: 'ERROR_CODE_STORAGE_UNAVAILABLE', retryable: true } } }
      : 'pass';
  const failed = ann.openDirect('cleo');
  failed.catch(() => {});
  await clock.advance(120_000);
  await expect(failed).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
});

describe('backoff', () => {
  test('full jitter between 500 ms and a ceiling that doubles up to 20 s, reset after 30 s online', async () => {
    const { clock, server, makeClient } = setUp('websocket');
    clock.random = () => 0.5;
    server.webSocket = 'refuse';
    const client = makeClient('ann');
    const changes = states(client);
    client.connect().catch(() => {});
    await clock.advance(60_000);
    const waits = () => changes.flatMap(({ retryInMs }) => (retryInMs === undefined ? [] : [retryInMs]));
    expect(waits().slice(0, 8)).toEqual([750, 1_250, 2_250, 4_250, 8_250, 10_250, 10_250, 10_250]);
    const starts = server.attempts.map(({ atMs }) => atMs);
    expect(starts.slice(1, 6).map((atMs, index) => atMs - (starts[index] ?? 0))).toEqual([
      750, 1_250, 2_250, 4_250, 8_250,
    ]);

    server.webSocket = 'open';
    await clock.advance(20_000);
    expect(client.state).toBe('online');
    changes.length = 0;
    server.disconnect();
    await clock.advance(10_250);
    expect(waits()).toEqual([10_250]);
    await clock.advance(30_000);
    server.disconnect();
    await clock.flush();
    expect(waits()).toEqual([10_250, 750]);
  });

  test('the extremes of chance', async () => {
    for (const [random, expected] of [
      [0, [500, 500, 500]],
      [0.999_999, [1_000, 2_000, 4_000]],
    ] as const) {
      const { clock, server, makeClient } = setUp('websocket');
      clock.random = () => random;
      server.webSocket = 'refuse';
      const client = makeClient('ann');
      const changes = states(client);
      client.connect().catch(() => {});
      await clock.advance(5_000);
      expect(changes.flatMap(({ retryInMs }) => retryInMs ?? []).slice(0, 3)).toEqual(expected);
    }
  });

  test('a failing getToken is asked again with backoff, one call at a time', async () => {
    const { clock, server, makeClient } = setUp();
    clock.random = () => 0.5;
    const getToken = vi
      .fn<(request: TokenRequest) => Promise<string>>()
      .mockRejectedValueOnce(new Error('offline'))
      .mockRejectedValueOnce(new Error('offline'))
      .mockResolvedValue(server.token('ann'));
    const client = makeClient('ann', { getToken });
    const changes = states(client);
    client.connect().catch(() => {});
    await clock.advance(749);
    expect(getToken).toHaveBeenCalledTimes(1);
    await clock.advance(1 + 1_250);
    expect(client.state).toBe('online');
    expect(getToken).toHaveBeenCalledTimes(3);
    expect(changes.map(({ code }) => code)).toEqual(['connect', 'token_failed', 'token_failed', 'welcome', 'synced']);
  });

  test('getToken may say that there is no use', async () => {
    const { clock, makeClient } = setUp();
    const client = makeClient('ann', {
      getToken: () => Promise.reject(new ImError('forbidden', 'auth', 'signed out')),
    });
    const connected = client.connect();
    await clock.flush();
    await expect(connected).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('the token request is aborted by close', async () => {
    const { clock, makeClient } = setUp();
    let signal: AbortSignal | undefined;
    const client = makeClient('ann', {
      getToken: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
    });
    client.connect().catch(() => {});
    await clock.flush();
    await client.close();
    expect(signal?.aborted).toBe(true);
  });

  test('an overloaded server says when to come back', async () => {
    const { clock, server, makeClient } = setUp('longpoll');
    clock.random = () => 0;
    server.httpAnswers.push({ method: 'POST', status: 503, code: 'overloaded', retryAfterS: 7 });
    const client = makeClient('ann');
    const changes = states(client);
    client.connect().catch(() => {});
    await clock.advance(6_999);
    expect(changes.at(-1)).toMatchObject({ to: 'reconnecting', code: 'overloaded', retryInMs: 7_000 });
    await clock.advance(1);
    expect(client.state).toBe('online');
  });
});

test('tells what the server takes, and what to expect before it said so', async () => {
  const { clock, makeClient } = setUp();
  const client = makeClient('ann');
  expect(client.connection.getSnapshot().limits.maxTextChars).toBe(4_000);
  await Promise.all([client.connect(), clock.flush()]);
  expect(client.connection.getSnapshot().limits.maxTextChars).toBe(5_000);
  await client.close();
  expect(client.connection.getSnapshot().limits.maxTextChars).toBe(5_000);
});

test('connect does not wait for the next attempt, and does not disturb one that is under way', async () => {
  const { clock, server, online } = setUp('websocket');
  const ann = await online('ann');
  server.webSocket = 'stall';
  server.disconnect();
  await clock.flush();
  expect(ann.state).toBe('reconnecting');
  const again = ann.connect();
  await clock.flush();
  expect(server.attempts).toHaveLength(2);
  ann.connect().catch(() => {});
  await clock.flush();
  expect(server.attempts).toHaveLength(2);

  server.webSocket = 'refuse';
  await clock.advance(30_000);
  server.webSocket = 'open';
  ann.connect().catch(() => {});
  await clock.flush();
  await again;
  expect(ann.state).toBe('online');
});

describe('the page', () => {
  test.each(['online', 'visible', 'pageshow'] as const)('%s reconnects at once', async (event) => {
    const { clock, server, online } = setUp('websocket');
    const lifecycle = fakeLifecycle();
    const ann = await online('ann', { lifecycle });
    const changes = states(ann);
    server.disconnect();
    await clock.flush();
    expect(ann.state).toBe('reconnecting');
    lifecycle.emit(event);
    await clock.flush();
    expect(ann.state).toBe('online');
    expect(changes.map(({ code }) => code)).toEqual(['disconnected', 'wake_up', 'welcome', 'synced']);
    await ann.close();
    expect(lifecycle.listeners).toBe(0);
  });

  test('a wake-up finds out within 5 s that the old connection is dead', async () => {
    const { clock, server, online } = setUp('websocket');
    const lifecycle = fakeLifecycle();
    const ann = await online('ann', { lifecycle });
    server.intercept = () => 'drop';
    lifecycle.emit('online');
    await clock.advance(5_000);
    expect(ann.connection.getSnapshot()).toMatchObject({ state: 'reconnecting', code: 'heartbeat_timeout' });
  });

  test('pagehide closes, and nothing moves until pageshow', async () => {
    const { clock, server, online } = setUp('websocket');
    const lifecycle = fakeLifecycle();
    const ann = await online('ann', { lifecycle });
    lifecycle.emit('pagehide');
    await clock.advance(600_000);
    expect(server.sessions.size).toBe(0);
    expect(server.attempts).toHaveLength(1);
    lifecycle.emit('pageshow');
    await clock.flush();
    expect(ann.state).toBe('online');
  });

  test('a hidden tab does not spin', async () => {
    const { clock, server, online } = setUp('websocket');
    const lifecycle = fakeLifecycle();
    await online('ann', { lifecycle });
    lifecycle.emit('hidden');
    server.webSocket = 'refuse';
    server.disconnect();
    await clock.advance(60_000);
    expect(server.attempts.length).toBeLessThanOrEqual(4);
  });

  test('a page may leave the connection to the one that is looked at, until it is looked at itself', async () => {
    const { clock, server, online } = setUp('websocket');
    const lifecycle = fakeLifecycle();
    let visible = true;
    let show = () => {};
    const ann = await online('ann', {
      lifecycle,
      mayConnect: () => (visible ? undefined : new Promise<void>((resolve) => (show = resolve))),
    });
    visible = false;
    lifecycle.emit('hidden');
    server.webSocket = 'refuse';
    server.disconnect();
    await clock.advance(30_000);
    server.webSocket = 'open';
    const looked = await online('ann', { device: { id: 'looked at' } });
    lifecycle.emit('online');
    await clock.advance(600_000);
    expect([ann.state, looked.state]).toEqual(['reconnecting', 'online']);

    visible = true;
    lifecycle.emit('visible');
    show();
    await clock.flush();
    expect([ann.state, looked.connection.getSnapshot().code]).toEqual(['online', 'replaced']);
    expect([...server.sessions]).toHaveLength(1);
  });

  test('who turns to a page that waits for another one does not wait for the server of before', async () => {
    const { clock, server, online } = setUp('websocket');
    const lifecycle = fakeLifecycle();
    let visible = true;
    const ann = await online('ann', {
      lifecycle,
      mayConnect: () => (visible ? undefined : new Promise<void>(() => {})),
    });
    server.intercept = (direction, frame) =>
      direction === 'up' && frame.hello
        ? { reply: { error: { code: 'ERROR_CODE_RATE_LIMITED', retryable: true, retryAfterMs: 2_000 } } }
        : 'pass';
    server.disconnect();
    await clock.advance(1_500);
    expect(ann.connection.getSnapshot().error?.retryAfterMs).toBe(2_000);
    visible = false;
    lifecycle.emit('hidden');
    server.intercept = () => 'pass';
    await clock.advance(60_000);
    expect(ann.state).toBe('reconnecting');
    visible = true;
    lifecycle.emit('visible');
    await clock.flush();
    expect(ann.state).toBe('online');
  });

  test('a page that was told to wait asks for no token once it is closed', async () => {
    const { clock, makeClient } = setUp('websocket');
    let show = () => {};
    const getToken = vi.fn(() => 'token:ann');
    const ann = makeClient('ann', { getToken, mayConnect: () => new Promise<void>((resolve) => (show = resolve)) });
    const connected = ann.connect();
    await clock.flush();
    await ann.close();
    show();
    await expect(connected).rejects.toMatchObject({ code: 'closed' });
    await clock.flush();
    expect(getToken).not.toHaveBeenCalled();
  });
});

describe('a listener of the state that', () => {
  test('closes at the first sign of a connection opens nothing', async () => {
    const { clock, server, makeClient } = setUp('websocket');
    const client = makeClient('ann');
    client.on('state', ({ to }) => to === 'connecting' && client.close());
    const connected = client.connect();
    await clock.advance(60_000);
    await expect(connected).rejects.toMatchObject({ code: 'closed' });
    expect([client.state, server.attempts.length]).toEqual(['closed', 0]);
  });

  test('closes when the connection is lost has it stay closed', async () => {
    const { clock, server, online } = setUp('websocket');
    const client = await online('ann');
    client.on('state', ({ to }) => to === 'reconnecting' && client.close());
    server.disconnect();
    await clock.advance(60_000);
    expect([client.state, server.sessions.size]).toEqual(['closed', 0]);
  });

  test('connects again when it is closed gets its connection', async () => {
    const { clock, server, online } = setUp('websocket');
    const client = await online('ann');
    let again: Promise<void> | undefined;
    client.once('state', () => {
      again = client.connect();
    });
    server.goAway('ann', { reason: 'GO_AWAY_REASON_REPLACED' });
    await clock.advance(1_000);
    await expect(again).resolves.toBeUndefined();
    expect(client.state).toBe('online');
  });
});

test('a listener that throws does not disturb the others', async () => {
  const { clock, makeClient } = setUp();
  const warn = vi.fn();
  const client = makeClient('ann', { logger: { warn } });
  const heard: string[] = [];
  client.on('state', () => {
    throw new Error('mine');
  });
  client.once('state', ({ to }) => heard.push(`once ${to}`));
  const off = client.on('state', ({ to }) => heard.push(to));
  await Promise.all([client.connect(), clock.flush()]);
  off();
  await client.close();
  expect(heard).toEqual(['once connecting', 'connecting', 'syncing', 'online']);
  expect(warn).toHaveBeenCalledTimes(4);
});

test('a listener that throws is never swallowed in silence', async () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { online } = setUp();
  const ann = await online('ann');
  ann.on('state', () => {
    throw new Error('from the page');
  });
  await ann.close();
  expect(reported).toHaveBeenCalledWith(expect.objectContaining({ message: 'from the page' }));
});

test('who gives no token for good, also after a connection that stood, is not asked again and again', async () => {
  const { clock, server, online } = setUp();
  let asked = 0;
  const ann = await online('ann', {
    getToken: ({ reason }) => {
      asked++;
      if (reason === 'initial') return server.token('ann');
      throw new ImError('forbidden', 'auth', 'disabled', false);
    },
  });
  server.intercept = (direction, { hello }) =>
    direction === 'up' && hello ? { reply: { error: { code: 'ERROR_CODE_TOKEN_EXPIRED' } } } : 'pass';
  server.disconnect('ann');
  await clock.advance(600_000);
  expect(ann.connection.getSnapshot()).toMatchObject({ state: 'closed', code: 'forbidden' });
  expect(asked).toBe(2);
});

test('a session that was resumed is synced like any other: the server does not keep what was missed', async () => {
  const { clock, server, online } = setUp();
  const ann = await online('ann');
  await ann.conversation('talk').load();
  const before = server.requests.filter(({ sync }) => sync).length;
  server.disconnect('ann');
  server.post('talk', 'bob', 'meanwhile');
  await clock.advance(20_000);
  expect(ann.state).toBe('online');
  expect(server.requests.filter(({ sync }) => sync).length).toBeGreaterThan(before);
  expect(texts(ann)).toEqual(['meanwhile']);
});
