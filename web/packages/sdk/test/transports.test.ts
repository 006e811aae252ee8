/** Which transport is used when, and what long poll does with batches, cursors and a session that is gone. */
import { describe, expect, test } from 'vitest';
import type { TokenRequest } from '../src/types';
import { setUp, states, texts } from './setup';

describe('fallback', () => {
  test('a WebSocket that does not open in 4 s makes way for long poll', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'stall';
    const client = makeClient('ann');
    const changes = states(client);
    client.connect().catch(() => {});
    await clock.advance(3_999);
    expect(client.state).toBe('connecting');
    await clock.advance(1);
    expect(client.connection.getSnapshot()).toMatchObject({ state: 'online', transport: 'longpoll' });
    expect(changes.map(({ code }) => code)).toEqual(['connect', 'fallback', 'welcome', 'synced']);
  });

  test('two failed upgrades make way for long poll, and the choice is remembered', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'refuse';
    const client = makeClient('ann');
    client.connect().catch(() => {});
    await clock.advance(1_000);
    const used = () => server.attempts.map(({ transport }) => transport);
    expect(used()).toEqual(['websocket', 'websocket', 'longpoll']);
    expect(client.state).toBe('online');
    server.disconnect();
    await clock.advance(2_000);
    expect(client.state).toBe('online');
    expect(used()).toEqual(['websocket', 'websocket', 'longpoll', 'longpoll']);
  });

  test('a lost WebSocket that had worked is no reason to fall back', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    for (let round = 0; round < 5; round++) {
      server.disconnect();
      await clock.advance(21_000);
    }
    expect(ann.state).toBe('online');
    expect(new Set(server.attempts.map(({ transport }) => transport))).toEqual(new Set(['websocket']));
  });

  test('with the whole server away both are tried, and either may win', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'refuse';
    server.http = 'down';
    const client = makeClient('ann');
    client.connect().catch(() => {});
    await clock.advance(120_000);
    const used = server.attempts.map(({ transport }) => transport);
    expect(used.filter((name) => name === 'websocket').length).toBeGreaterThan(3);
    expect(used.filter((name) => name === 'longpoll').length).toBeGreaterThan(3);
    server.webSocket = 'open';
    await clock.advance(45_000);
    expect(client.connection.getSnapshot()).toMatchObject({ state: 'online', transport: 'websocket' });
  });

  test('without a WebSocket constructor long poll is used from the start', async () => {
    const { clock, server, makeClient } = setUp();
    const client = makeClient('ann', { transports: ['longpoll'] });
    client.connect().catch(() => {});
    await clock.flush();
    expect(client.state).toBe('online');
    expect(server.attempts).toHaveLength(1);
  });
});

describe('upgrade', () => {
  test('WebSocket is probed every 5 min and takes over without a loss or a flicker', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'stall';
    const ann = makeClient('ann');
    ann.connect().catch(() => {});
    await clock.advance(4_000);
    const changes = states(ann);
    await clock.advance(300_000 + 10_000);
    expect(server.attempts.filter(({ transport }) => transport === 'websocket')).toHaveLength(2);
    expect(ann.connection.getSnapshot().transport).toBe('longpoll');

    server.webSocket = 'open';
    const sent: Promise<unknown>[] = [];
    for (let second = 0; second < 320; second++) {
      server.post('talk', 'bob', `b${second}`);
      sent.push(ann.conversation('talk').send({ type: 'text', text: `a${second}` }).sent);
      await clock.advance(1_000);
    }
    expect(ann.connection.getSnapshot()).toMatchObject({ state: 'online', transport: 'websocket' });
    expect(changes).toEqual([]);
    await Promise.all(sent);
    expect(texts(ann)).toHaveLength(640);
    expect(new Set(texts(ann)).size).toBe(640);
    expect(server.world.conversations.get('talk')?.log).toHaveLength(640);
    expect([...server.sessions].map(({ transport }) => transport)).toEqual(['websocket']);
  });

  test('a session that goes on over WebSocket is not ended by leaving long poll', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'stall';
    const methods: string[] = [];
    const spy: typeof fetch = (input, init) => {
      methods.push(init?.method ?? 'GET');
      return server.fetch(input, init);
    };
    const ann = makeClient('ann', { fetch: spy });
    ann.connect().catch(() => {});
    await clock.advance(4_000);
    const [before] = server.sessions;
    server.webSocket = 'open';
    await clock.advance(300_000);
    const [after] = server.sessions;
    expect([after?.id, after?.transport]).toEqual([before?.id, 'websocket']);
    expect(methods).not.toContain('DELETE');
  });

  test('a server that ends the long-poll session for the new connection does not frighten the client', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'stall';
    const ann = makeClient('ann');
    ann.connect().catch(() => {});
    await clock.advance(4_000);
    server.webSocket = 'open';
    server.intercept = (direction, frame, transport) => {
      if (direction === 'up' && frame.hello && transport === 'websocket') {
        server.goAway('ann', { reason: 'GO_AWAY_REASON_REPLACED', deviceName: 'the same' });
        return { delayMs: 200 };
      }
      return 'pass';
    };
    await clock.advance(301_000);
    expect(ann.connection.getSnapshot()).toMatchObject({ state: 'online', transport: 'websocket' });
  });

  test('a token that has run out meanwhile is renewed for the way back', async () => {
    const { clock, server, makeClient } = setUp();
    server.webSocket = 'refuse';
    const reasons: string[] = [];
    const getToken = ({ reason }: TokenRequest) => server.token('ann', String(reasons.push(reason)));
    const ann = makeClient('ann', { getToken });
    ann.connect().catch(() => {});
    await clock.advance(5_000);
    const changes = states(ann);
    server.refuseToken(server.token('ann', '1'), 'TOKEN_EXPIRED');
    server.webSocket = 'open';
    await clock.advance(600_000);
    expect(ann.connection.getSnapshot()).toMatchObject({ state: 'online', transport: 'websocket' });
    expect([reasons, changes]).toEqual([['initial', 'expired'], []]);
  });
});

describe('long poll', () => {
  test('a burst of frames travels in few requests of at most 100', async () => {
    const { clock, server, online } = setUp('longpoll');
    server.maxInFlight = 500;
    for (let index = 0; index < 150; index++) server.world.addConversation(`c${index}`, ['ann', 'bob']);
    const bodies: number[] = [];
    const counting: typeof fetch = (input, init) => {
      if (init?.method === 'POST') bodies.push(JSON.parse(String(init.body)).frames.length);
      return server.fetch(input, init);
    };
    const ann = await online('ann', { fetch: counting });
    bodies.length = 0;
    const sent = Array.from(
      { length: 150 },
      (_, index) => ann.conversation(`c${index}`).send({ type: 'text', text: 'x' }).sent,
    );
    await clock.flush();
    await Promise.all(sent);
    expect(Math.max(...bodies)).toBeLessThanOrEqual(100);
    expect(bodies.slice(0, 2)).toEqual([100, 50]);
  });

  test('410 means: a new session and a sync, at once', async () => {
    const { clock, server, online } = setUp('longpoll');
    const ann = await online('ann');
    const changes = states(ann);
    server.httpAnswers.push({ method: 'GET', status: 410 });
    server.post('talk', 'bob', 'before');
    await clock.flush();
    server.post('talk', 'bob', 'after');
    await clock.flush();
    expect(changes.map(({ to, code }) => [to, code])).toEqual([
      ['reconnecting', 'session_gone'],
      ['syncing', 'welcome'],
      ['online', 'synced'],
    ]);
    expect(texts(ann)).toEqual(['before', 'after']);
  });

  test('a session that is gone again and again is no reason to spin', async () => {
    const { clock, server, online } = setUp('longpoll');
    await online('ann');
    for (let index = 0; index < 50; index++) server.httpAnswers.push({ method: 'GET', status: 410 });
    server.post('talk', 'bob', 'wake');
    await clock.advance(10_000);
    expect(server.attempts.length).toBeLessThan(12);
  });

  test('a lost answer is asked for again with the same cursor', async () => {
    const { clock, server, online } = setUp('longpoll');
    let lose = 0;
    const cursors: string[] = [];
    const lossy: typeof fetch = async (input, init) => {
      if (init?.method === 'GET') cursors.push(new URL(String(input)).searchParams.get('cursor') ?? '');
      const response = await server.fetch(input, init);
      if (init?.method === 'GET' && lose-- > 0) throw new TypeError('network');
      return response;
    };
    const ann = await online('ann', { fetch: lossy });
    const changes = states(ann);
    ann.conversation('talk').send({ type: 'text', text: 'own' });
    await clock.flush();
    lose = 2;
    server.post('talk', 'bob', 'kept');
    await clock.advance(2_100);
    expect(texts(ann)).toEqual(['own', 'kept']);
    expect([...cursors].sort((a, b) => Number(a) - Number(b))).toEqual(cursors);
    expect(changes).toEqual([]);
    expect(cursors.slice(-4, -1)).toEqual([cursors.at(-4), cursors.at(-4), cursors.at(-4)]);
  });

  test('the key travels in a header, never in an address', async () => {
    const { clock, server, online } = setUp('longpoll');
    const calls: [string, RequestInit | undefined][] = [];
    const spy: typeof fetch = (input, init) => {
      calls.push([String(input), init]);
      return server.fetch(input, init);
    };
    const ann = await online('ann', { fetch: spy, locale: 'zh-CN' });
    await ann.close();
    await clock.flush();
    expect(calls.map(([, init]) => init?.method)).toContain('DELETE');
    for (const [url, init] of calls.slice(1)) {
      expect(url).not.toMatch(/poll-|token/);
      expect(init?.headers).toMatchObject({ authorization: 'Bearer poll-1', 'accept-language': 'zh-CN' });
    }
  });
});

test.each([
  [401, 'unauthenticated', 'auth', false],
  [403, 'forbidden', 'rejected', false],
  [404, 'not_found', 'rejected', false],
  [413, 'too_large', 'limit', false],
  [400, 'rejected', 'rejected', false],
  [429, 'rate_limited', 'limit', true],
  [408, 'overloaded', 'limit', true],
  [500, 'overloaded', 'limit', true],
  [502, 'overloaded', 'limit', true],
])('a proxy that answers %i without a word means "%s"', async (status, code, kind, retryable) => {
  const { clock, makeClient } = setUp('longpoll');
  const ann = makeClient('ann', { fetch: async () => new Response('', { status }) });
  const changes = states(ann);
  ann.connect().catch(() => undefined);
  await clock.flush();
  const error = changes.map((change) => change.error).find(Boolean);
  expect(error).toMatchObject({ code, kind, retryable });
  expect(ann.state === 'closed', 'only a no is the end').toBe(!retryable);
});
