/** A desk without a network: the REST calls written by hand, the frames by the SDK's fake server. */
import { signal } from '@preact/signals';
import { createClient, type LifecycleEvent, memoryStorage, type OutboxStorage } from '@skein/sdk';
import { createFakeServer, createManualClock, type FakeServer, type ManualClock } from '@skein/sdk/testing';
import { vi } from 'vitest';
import type { Clue } from '../src/bridge/clue';
import type { ToHost } from '../src/bridge/messages';
import { FEATURES } from '../src/frame/app/features';
import { createController } from '../src/frame/model/controller';
import { createState } from '../src/frame/model/state';
import type { Locks } from '../src/frame/platform/looked-at';
import type { PageState } from '../src/frame/platform/page-state';
import { siteStore } from '../src/frame/platform/storage';
import { ApiError, createApi } from '../src/frame/session/api';

export const VISITOR = 'visitor-1';
export const AGENT = 'fang';
export const THREAD = 'thread-1';

export interface Answer {
  status?: number;
  body: unknown;
}

export function consultation(more: object = {}) {
  return {
    id: 'c1',
    conversationId: THREAD,
    state: 'assigned',
    team: { id: 't', name: 'Advisors' },
    agent: { uid: AGENT, name: 'Fang' },
    queuePosition: 0,
    waitEstimateS: null,
    canRate: false,
    ...more,
  };
}

/** What the server says of the visitor's thread. */
export const thread = (more: object | null = null, conversationId = THREAD): Answer => ({
  body: { conversationId, lastSeq: 0, consultation: more === null ? null : consultation(more) },
});

/** A promise that is kept when the test says so. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

/** `fetch` for the five calls of a visitor; every call is kept, every answer can be changed. */
export function fakeRest() {
  const calls: { method: string; path: string; body: Record<string, unknown>; token: string | null }[] = [];
  const answers: Record<string, (body: Record<string, unknown>) => Answer | Promise<Answer>> = {
    config: () => ({
      body: { siteKey: 'demo', identityMode: 'optional', greeting: { en: 'Hi' }, title: { en: 'Desk' } },
    }),
    sessions: (body) => {
      const uid = body.identityToken
        ? String(JSON.parse(atob(String(body.identityToken).split('.')[1] ?? '')).sub)
        : VISITOR;
      return {
        body: {
          token: `token:${uid}`,
          expiresAtMs: Date.now() + 3_600_000,
          uid,
          name: uid === VISITOR ? '' : 'Emma',
          verified: uid !== VISITOR,
          visitorToken: uid === VISITOR ? 'vt-1' : null,
        },
      };
    },
    thread: () => thread(),
    rating: () => ({ body: consultation({ state: 'resolved' }) }),
    resolve: () => ({ body: consultation({ state: 'resolved', canRate: true }) }),
  };
  const fetcher: typeof fetch = async (input, init) => {
    const path = new URL(String(input)).pathname;
    const headers = new Headers(init?.headers);
    const body = init?.body ? JSON.parse(String(init.body)) : {};
    calls.push({
      method: init?.method ?? 'GET',
      path,
      body,
      token: headers.get('Authorization')?.replace('Bearer ', '') ?? null,
    });
    const answer = (await answers[path.split('/').at(-1) ?? '']?.(body)) ?? { status: 404, body: null };
    return new Response(JSON.stringify(answer.body), {
      status: answer.status ?? 200,
      headers: { 'X-Request-Id': 'req-1' },
    });
  };
  const to = (end: string) => calls.filter(({ path }) => path.endsWith(end));
  return { calls, answers, fetcher, to };
}

export function fakePage(visible = true) {
  const listeners = new Set<(event: LifecycleEvent) => void>();
  const attention = new Set<() => void>();
  const shown = signal(visible);
  const online = signal(true);
  const page: PageState = {
    visible: shown,
    online,
    onAttention: (listener) => void attention.add(listener),
    lifecycle: {
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    wake: vi.fn(),
  };
  const turnTo = () => {
    for (const listener of attention) listener();
  };
  return {
    page,
    shown,
    online,
    turnTo,
    /** The reader turns to this tab, or to another one. */
    show(visible: boolean) {
      shown.value = visible;
      for (const listener of listeners) listener(visible ? 'visible' : 'hidden');
      if (visible) turnTo();
    },
  };
}

/** Locks that are shared, and those that are had at once or not at all. */
export function fakeLocks(): Locks {
  const held = new Map<string, number>();
  const request = async (name: string, options: LockOptions, run: LockGrantedCallback<unknown>) => {
    const others = held.get(name) ?? 0;
    if (options.ifAvailable) return run(others > 0 ? null : { name, mode: 'exclusive' });
    held.set(name, others + 1);
    const result = await run({ name, mode: 'shared' });
    held.set(name, (held.get(name) ?? 0) - 1);
    return result;
  };
  return { request: request as Locks['request'] };
}

interface Options {
  visible?: boolean;
  /** What an earlier page left in the browser. */
  outbox?: OutboxStorage;
  /** Another tab of the same browser. */
  beside?: { clock: ManualClock; server: FakeServer; locks: Locks };
}

export function setUp({ visible, outbox = memoryStorage(), beside }: Options = {}) {
  const clock = beside?.clock ?? createManualClock();
  const server = beside?.server ?? createFakeServer({ clock });
  const locks = beside?.locks ?? fakeLocks();
  server.world.addUser(AGENT, { name: 'Fang', role: 'agent' });
  if (beside === undefined) server.world.addConversation(THREAD, [VISITOR, AGENT], { kind: 'thread' });
  const rest = fakeRest();
  const { page, shown, online, turnTo, show } = fakePage(visible);
  const state = createState(online);
  const store = siteStore('demo');
  const clients: ReturnType<typeof createClient>[] = [];
  const controller = createController({
    site: 'demo',
    origin: server.url,
    state,
    api: createApi(server.url, rest.fetcher),
    store,
    page,
    // The server of the tests takes one id for one connection.
    device: { id: beside ? 'device-2' : 'device-1', terminal: 'web', name: 'Test' },
    outbox,
    clock,
    locks,
    createClient: (given) => {
      const client = createClient({ ...given, clock, WebSocket: server.WebSocket, fetch: server.fetch });
      clients.push(client);
      return client;
    },
  });
  for (const { run } of FEATURES) run?.({ state, store, host: controller.host });
  const toHost: ToHost[] = [];
  /** Where the visitor is when the page is asked. */
  const whereabouts: { clue: Clue | null } = { clue: null };
  controller.attachHost({
    send(message) {
      toHost.push(message);
      if (message.type === 'clue_wanted')
        controller.handleHost({ type: 'clue', clue: whereabouts.clue ?? state.clue.peek() });
    },
  });

  const begin = (more: { open?: boolean; identityToken?: string | null; forget?: boolean; clue?: Clue } = {}) =>
    controller.handleHost({
      type: 'init',
      locale: 'en',
      theme: 'light',
      open: false,
      fullscreen: false,
      clue: {},
      config: null,
      identityToken: null,
      forget: false,
      ...more,
    });

  /** Lets answers and frames arrive. */
  const settle = async () => {
    for (let round = 0; round < 8; round += 1) {
      await new Promise((done) => setTimeout(done, 0));
      await clock.flush();
    }
  };
  const last = <Type extends ToHost['type']>(type: Type) =>
    toHost.findLast((message): message is Extract<ToHost, { type: Type }> => message.type === type);
  const notice = (more: object) =>
    server.push(VISITOR, {
      notice: { consultation: { consultationId: 'c1', conversationId: THREAD, ...more } },
    });

  return {
    clock,
    server,
    rest,
    page,
    shown,
    online,
    turnTo,
    show,
    outbox,
    locks,
    state,
    controller,
    clients,
    toHost,
    whereabouts,
    begin,
    settle,
    last,
    notice,
  };
}

export const jwt = (sub: string) => `h.${btoa(JSON.stringify({ sub }))}.s`;
export { ApiError };
