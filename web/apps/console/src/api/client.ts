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
  /** Another token, when the server no longer takes the one that was shown to it. */
  renewAfter: (refused: string) => Promise<string>;
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
  client.use({
    onRequest({ request, schemaPath }) {
      const held = options.token();
      // The browser's sign-in is the proof there, whatever this tab holds.
      if (held && schemaPath !== '/v1/console/refresh') request.headers.set('Authorization', `Bearer ${held}`);
      return request;
    },
  });

  async function call<Data>(run: () => Promise<Result<Data>>): Promise<Data> {
    const result = await answered(run);
    if (result.response.ok) return result.data as Data;
    throw ApiError.fromResponse(result.response, result.error);
  }

  /** As the signed-in user: a token that ran out is no answer. */
  async function ask<Data>(run: () => Promise<Result<Data>>): Promise<Data> {
    const shown = options.token();
    const first = await answered(run);
    if (first.response.status !== 401 || shown === null) return call(() => Promise.resolve(first));
    await options.renewAfter(shown);
    return call(run);
  }

  async function answered<Data>(run: () => Promise<Result<Data>>): Promise<Result<Data>> {
    try {
      return await run();
    } catch (cause) {
      throw cause instanceof ApiError ? cause : ApiError.network(cause);
    }
  }

  return {
    inspectSetup: (code) => call(() => client.POST('/v1/console/setup/inspect', { body: { code } })),
    setup: (body) => call(() => client.POST('/v1/console/setup', { body })),
    login: (body) => call(() => client.POST('/v1/console/login', { body })),
    async refresh() {
      const session = await call(() => client.POST('/v1/console/refresh'));
      if (session) return session;
      throw new ApiError(401, 'unauthenticated', 'nobody is signed in with this browser', null, false, null);
    },
    logout: () => call(() => client.POST('/v1/console/logout', { parseAs: 'stream' })).then(() => undefined),
    me: () => ask(() => client.GET('/v1/console/me')),
    queue: (query) => ask(() => client.GET('/v1/desk/queue', { params: { query } })),
    acceptNext: () => ask(() => client.POST('/v1/desk/queue/accept-next')),
    consultations: (scope, page) =>
      ask(() => client.GET('/v1/desk/consultations', { params: { query: { scope, ...page } } })),
    consultation: (id) => ask(() => client.GET('/v1/desk/consultations/{id}', { params: { path: { id } } })),
    resolve: (id, leaving = false) =>
      ask(() =>
        client.POST('/v1/desk/consultations/{id}/resolve', {
          params: { path: { id } },
          ...(leaving && { keepalive: true }),
        }),
      ),
    customer: (uid) => ask(() => client.GET('/v1/desk/customers/{uid}', { params: { path: { uid } } })),
    setStatus: (status) => ask(() => client.PUT('/v1/desk/status', { body: { status } })),
  };
}
