// A REST server in the page: answers the console's operations from memory.
import type { AgentStatus, Consultation, ConsultationDetail, Customer, Me, Page, Session } from '../src/api/types.ts';

export interface FakeRestState {
  me: Me;
  password: string;
  /** The browser holds a sign-in, as the cookie does. */
  signedIn: boolean;
  queue: Consultation[];
  mine: Consultation[];
  resolved: Consultation[];
  customers: Map<string, Customer>;
  setupCode: string | null;
  /** Answers the next request to a path that starts with the key. */
  failures: Map<string, { status: number; code: string; retryAfterS?: number }>;
  requests: { method: string; path: string; body: unknown }[];
}

export interface FakeRest {
  state: FakeRestState;
  /** Paths that are never answered. */
  silent: Set<string>;
  fetch: typeof globalThis.fetch;
}

const problem = (status: number, code: string, retryAfterS?: number): Response =>
  new Response(
    JSON.stringify({
      type: `about:blank#${code}`,
      title: code,
      status,
      detail: code,
      code,
      requestId: 'req-7f3a91c2',
      retryable: status >= 500,
    }),
    {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        ...(retryAfterS ? { 'Retry-After': String(retryAfterS) } : {}),
      },
    },
  );

const ok = (body: unknown): Response =>
  new Response(JSON.stringify(body), { status: 200, headers: { 'Content-Type': 'application/json' } });

export function createFakeRest(initial: Partial<FakeRestState>, delayMs = 0): FakeRest {
  const state: FakeRestState = {
    me: {
      app: { id: 'app-1', name: '远行旅行' },
      user: { uid: 'agent-fang', name: '王芳', role: 'agent' },
      agent: { status: 'online', capacity: 6, load: 4, teams: [] },
    },
    password: 'correct horse battery',
    signedIn: false,
    queue: [],
    mine: [],
    resolved: [],
    customers: new Map(),
    setupCode: null,
    failures: new Map(),
    requests: [],
    ...initial,
  };

  let tokens = 0;
  const session = (): Session => {
    state.signedIn = true;
    tokens += 1;
    return { token: `token-${tokens}`, expiresAtMs: Date.now() + 3_600_000, me: state.me };
  };
  const all = (): Consultation[] => [...state.mine, ...state.queue, ...state.resolved];
  const page = <Item>(items: Item[], url: URL): Page<Item> => {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? 50);
    return { items: items.slice(from, to), nextCursor: to < items.length ? String(to) : null };
  };

  function answer(method: string, url: URL, body: Record<string, unknown>): Response {
    const path = url.pathname;
    const failing = [...state.failures].find(([prefix]) => path.startsWith(prefix));
    if (failing) return problem(failing[1].status, failing[1].code, failing[1].retryAfterS);
    const id = path.split('/')[4] ?? '';
    switch (`${method} ${path}`) {
      case 'POST /v1/console/login':
        return body.uid === state.me.user.uid && body.password === state.password
          ? ok(session())
          : problem(401, 'unauthenticated');
      case 'POST /v1/console/refresh':
        return state.signedIn ? ok(session()) : problem(401, 'unauthenticated');
      case 'POST /v1/console/logout':
        state.signedIn = false;
        return new Response(null, { status: 204 });
      case 'GET /v1/console/me':
        return ok(state.me);
      case 'POST /v1/console/setup/inspect':
        return body.code === state.setupCode
          ? ok({
              uid: state.me.user.uid,
              name: state.me.user.name,
              appId: state.me.app.id,
              appName: state.me.app.name,
              role: state.me.user.role,
            })
          : problem(404, 'not_found');
      case 'POST /v1/console/setup': {
        if (body.code !== state.setupCode) return problem(404, 'not_found');
        state.setupCode = null;
        state.password = String(body.password);
        return ok(session());
      }
      case 'GET /v1/desk/queue':
        return ok(page(state.queue, url));
      case 'GET /v1/desk/consultations':
        return ok(page(url.searchParams.get('scope') === 'mine' ? state.mine : state.resolved, url));
      case 'POST /v1/desk/queue/accept-next': {
        const first = state.queue.shift();
        if (!first) return problem(409, 'conflict');
        const { uid, name } = state.me.user;
        const taken: Consultation = {
          ...first,
          state: 'assigned',
          agent: { uid, name },
          assignedAtMs: Date.now(),
          customerWaitingSinceMs: first.openedAtMs,
        };
        state.mine.unshift(taken);
        return ok(taken);
      }
      case 'PUT /v1/desk/status': {
        if (state.me.agent)
          state.me = { ...state.me, agent: { ...state.me.agent, status: body.status as AgentStatus } };
        return ok(state.me.agent);
      }
      default:
        break;
    }
    const found = all().find((consultation) => consultation.id === id);
    if (method === 'GET' && path.startsWith('/v1/desk/consultations/')) {
      return found ? ok({ ...found, transitions: [] } satisfies ConsultationDetail) : problem(404, 'not_found');
    }
    if (method === 'POST' && path.endsWith('/resolve')) {
      if (!found) return problem(404, 'not_found');
      const resolved: Consultation = {
        ...found,
        state: 'resolved',
        resolvedAtMs: Date.now(),
        resolvedBy: 'agent',
        customerWaitingSinceMs: null,
      };
      state.mine = state.mine.filter((consultation) => consultation.id !== id);
      state.resolved.unshift(resolved);
      return ok(resolved);
    }
    if (method === 'GET' && path.startsWith('/v1/desk/customers/')) {
      const customer = state.customers.get(decodeURIComponent(id));
      return customer ? ok(customer) : problem(404, 'not_found');
    }
    return problem(404, 'not_found');
  }

  const silent = new Set<string>();
  return {
    state,
    silent,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const text = request.method === 'GET' ? '' : await request.text();
      const body = text ? (JSON.parse(text) as Record<string, unknown>) : {};
      const url = new URL(request.url);
      state.requests.push({ method: request.method, path: url.pathname, body });
      if (silent.has(url.pathname)) return new Promise(() => undefined);
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      return answer(request.method, url, body);
    },
  };
}
