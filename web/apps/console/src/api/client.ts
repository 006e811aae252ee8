/** The REST operations the console calls. Every failure is an `ApiError`. */
import createClient from 'openapi-fetch';
import { ApiError } from './problem.ts';
import type {
  AgentStatus,
  Consultation,
  ConsultationDetail,
  Customer,
  DeskStatus,
  Me,
  Page,
  PageQuery,
  paths,
  Session,
  SetupInvitation,
} from './types.ts';

export interface ApiOptions {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  token: () => string | null;
  /** Called when the server no longer takes the present token. */
  onUnauthenticated: () => void;
}

export interface Api {
  inspectSetup(code: string): Promise<SetupInvitation>;
  setup(body: { code: string; password: string }): Promise<Session>;
  login(body: { appId?: string; uid: string; password: string }): Promise<Session>;
  refresh(): Promise<Session>;
  logout(): Promise<void>;
  me(): Promise<Me>;
  queue(page: PageQuery): Promise<Page<Consultation>>;
  acceptNext(): Promise<Consultation>;
  consultations(scope: 'mine' | 'resolved', page: PageQuery): Promise<Page<Consultation>>;
  consultation(id: string): Promise<ConsultationDetail>;
  /** `leaving`: the request outlives the page. */
  resolve(id: string, leaving?: boolean): Promise<Consultation>;
  customer(uid: string): Promise<Customer>;
  setStatus(status: AgentStatus): Promise<DeskStatus>;
}

interface Result<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** No screen waits for ever. */
const DEADLINE_MS = 15_000;

export function createApi(options: ApiOptions): Api {
  const send = (request: Request) => options.fetch(request, { signal: AbortSignal.timeout(DEADLINE_MS) });
  const client = createClient<paths>({ baseUrl: options.baseUrl, fetch: send });
  const bearer = (): string | null => {
    const token = options.token();
    return token && `Bearer ${token}`;
  };
  client.use({
    onRequest({ request }) {
      const held = bearer();
      if (held) request.headers.set('Authorization', held);
      return request;
    },
    onResponse({ request, response, schemaPath }) {
      // A 401 of the sign-in itself says "wrong password", not "session over".
      if (response.status !== 401 || schemaPath === '/v1/console/login') return;
      // And one that comes late may be about a session that is over already.
      const asked = request.headers.get('Authorization');
      if (asked && asked === bearer()) options.onUnauthenticated();
    },
  });

  async function call<Data>(running: Promise<Result<Data>>): Promise<Data> {
    let result: Result<Data>;
    try {
      result = await running;
    } catch (cause) {
      throw cause instanceof ApiError ? cause : ApiError.network(cause);
    }
    if (result.response.ok) return result.data as Data;
    throw ApiError.fromResponse(result.response, result.error);
  }

  return {
    inspectSetup: (code) => call(client.POST('/v1/console/setup/inspect', { body: { code } })),
    setup: (body) => call(client.POST('/v1/console/setup', { body })),
    login: (body) => call(client.POST('/v1/console/login', { body })),
    refresh: () => call(client.POST('/v1/console/refresh')),
    logout: () => call(client.POST('/v1/console/logout', { parseAs: 'stream' })).then(() => undefined),
    me: () => call(client.GET('/v1/console/me')),
    queue: (query) => call(client.GET('/v1/desk/queue', { params: { query } })),
    acceptNext: () => call(client.POST('/v1/desk/queue/accept-next')),
    consultations: (scope, page) =>
      call(client.GET('/v1/desk/consultations', { params: { query: { scope, ...page } } })),
    consultation: (id) => call(client.GET('/v1/desk/consultations/{id}', { params: { path: { id } } })),
    resolve: (id, leaving = false) =>
      call(
        client.POST('/v1/desk/consultations/{id}/resolve', {
          params: { path: { id } },
          ...(leaving && { keepalive: true }),
        }),
      ),
    customer: (uid) => call(client.GET('/v1/desk/customers/{uid}', { params: { path: { uid } } })),
    setStatus: (status) => call(client.PUT('/v1/desk/status', { body: { status } })),
  };
}
