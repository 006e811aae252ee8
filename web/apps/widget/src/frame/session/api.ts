/** The REST calls of a visitor. Errors carry what a person can act on and the id that finds the request in the log. */
import type { Clue } from '../../bridge/clue';
import { parseSiteConfig, type SiteConfig } from '../../bridge/site-config';
import { flag, record, text, whole } from '../../bridge/validate';

export interface Session {
  token: string;
  /** How long it is good from its arrival on. The clock of this device may be hours off. */
  lifeMs: number;
  uid: string;
  name: string;
  verified: boolean;
  visitorToken: string | null;
}

/** The parts of a consultation that a visitor sees. */
export interface Consultation {
  id: string;
  state: 'initial' | 'waiting' | 'assigned' | 'resolved';
  teamName: string;
  agent: { uid: string; name: string } | null;
  queuePosition: number;
  waitEstimateS: number;
  /** While waiting: whether an agent is there who could answer; null when that is not told. */
  agentsOnline: boolean | null;
  canRate: boolean;
}

export interface Thread {
  conversationId: string;
  consultation: Consultation | null;
}

/** `rejected`: the server understood and said no; asking again would not help. */
export type ProblemKind =
  | 'network'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'limit'
  | 'conflict'
  | 'rejected'
  | 'server';

export class ApiError extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly code: string,
    readonly requestId: string | null,
    /** What is wrong with the token, for who signs it. */
    readonly reason: string | null = null,
  ) {
    super(`${kind}: ${code}`);
    this.name = 'ApiError';
  }
}

export const toProblem = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('server', String(error), null);

/** Problems that pass without anybody doing something about them. */
const PASSING: ReadonlySet<ProblemKind> = new Set(['network', 'server', 'limit']);
export const passes = (error: unknown) => error instanceof ApiError && PASSING.has(error.kind);

function kindOf(status: number): ProblemKind {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'limit';
  // A proxy lost patience: nobody has said no.
  if (status === 408 || status === 425) return 'network';
  return status >= 400 && status < 500 ? 'rejected' : 'server';
}

export const CONSULTATION_STATES = ['initial', 'waiting', 'assigned', 'resolved'] as const;

export function parseConsultation(value: unknown): Consultation | null {
  const fields = record(value);
  const id = text(fields?.id, 100);
  const state = CONSULTATION_STATES.find((known) => known === fields?.state);
  if (fields === null || id === null || state === undefined) return null;
  const agent = record(fields.agent);
  const uid = text(agent?.uid, 64);
  return {
    id,
    state,
    teamName: text(record(fields.team)?.name, 200) ?? '',
    agent: uid === null ? null : { uid, name: text(agent?.name, 200) ?? '' },
    queuePosition: whole(fields.queuePosition, 1_000_000) ?? 0,
    waitEstimateS: whole(fields.waitEstimateS, 1_000_000) ?? 0,
    agentsOnline: flag(fields.agentsOnline),
    canRate: fields.canRate === true,
  };
}

/** Where the server's time is not told, a wrong clock must not make every token look used up. */
const MIN_LIFE_MS = 60_000;

function parseSession(value: unknown, serverNowMs: number): Session | null {
  const fields = record(value);
  const token = text(fields?.token, 8192);
  const uid = text(fields?.uid, 64);
  if (fields === null || token === null || uid === null) return null;
  return {
    token,
    uid,
    lifeMs: Math.max(MIN_LIFE_MS, (whole(fields.expiresAtMs, Number.MAX_SAFE_INTEGER) ?? 0) - serverNowMs),
    name: text(fields.name, 200) ?? '',
    verified: fields.verified === true,
    visitorToken: text(fields.visitorToken, 8192),
  };
}

export interface Api {
  config(site: string): Promise<SiteConfig>;
  session(site: string, who: { visitorToken?: string; identityToken?: string; locale: string }): Promise<Session>;
  thread(token: string, clue: Clue): Promise<Thread>;
  conclude(token: string, consultationId: string, word: string, body: object): Promise<Consultation>;
}

/** A visitor does not wait longer than this for an answer before being told. */
const TIMEOUT_MS = 15_000;

export function createApi(origin: string, fetcher: typeof fetch = fetch): Api {
  /** With a body it is a POST. */
  async function call<T>(
    path: string,
    parse: (value: unknown, serverNowMs: number) => T | null,
    body?: object,
    token?: string,
  ): Promise<T> {
    let answer: Response;
    let content: unknown;
    try {
      answer = await fetcher(`${origin}/v1/widget/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          Accept: 'application/json',
          ...(body && { 'Content-Type': 'application/json' }),
          ...(token && { Authorization: `Bearer ${token}` }),
        },
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
      content = await answer.json().catch(() => null);
    } catch {
      throw new ApiError('network', 'unreachable', null);
    }
    const requestId = text(record(content)?.requestId, 100) ?? answer.headers.get('X-Request-Id');
    if (!answer.ok) {
      const { code, reason } = record(content) ?? {};
      throw new ApiError(kindOf(answer.status), text(code, 100) ?? '', requestId, text(reason, 100));
    }
    const serverNowMs = Date.parse(answer.headers.get('Date') ?? '');
    const parsed = parse(content, Number.isNaN(serverNowMs) ? Date.now() : serverNowMs);
    if (parsed === null) throw new ApiError('server', 'malformed', requestId);
    return parsed;
  }

  return {
    config: (site) => call(`sites/${encodeURIComponent(site)}/config`, parseSiteConfig),
    session: (site, who) => call(`sites/${encodeURIComponent(site)}/sessions`, parseSession, who),
    thread: (token, clue) =>
      call(
        'thread',
        (value) => {
          const fields = record(value);
          const conversationId = text(fields?.conversationId, 100);
          return conversationId === null
            ? null
            : { conversationId, consultation: parseConsultation(fields?.consultation) };
        },
        { clue },
        token,
      ),
    conclude: (token, id, word, body) =>
      call(`consultations/${encodeURIComponent(id)}/${word}`, parseConsultation, body, token),
  };
}
