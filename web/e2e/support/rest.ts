/** The few REST calls that prepare a scene; everything a test is about goes through the screens. */
import type { SkeinServer } from './server.ts';

export type AgentUid = 'fang' | 'marta' | 'qiang';
export type AgentStatus = 'online' | 'busy' | 'away' | 'offline';

export const PASSWORD = 'over the lake at dawn 7';

/** What the console keeps of a sign-in. */
export interface Session {
  token: string;
  expiresAtMs: number;
  me: { user: { uid: string; name: string } };
}

function send(server: SkeinServer, method: string, path: string, body: object, token?: string): Promise<Response> {
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return fetch(server.url + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  });
}

async function call<T>(server: SkeinServer, method: string, path: string, body: object, token?: string): Promise<T> {
  const answer = await send(server, method, path, body, token);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Uses up the one-time link of the agent. */
export const setUp = (server: SkeinServer, uid: AgentUid): Promise<Session> =>
  call(server, 'POST', '/v1/console/setup', { code: server.setupCode(uid), password: PASSWORD });

/** Null for an agent who has no password yet. */
export async function logIn(server: SkeinServer, uid: AgentUid): Promise<Session | null> {
  const answer = await send(server, 'POST', '/v1/console/login', { uid, password: PASSWORD });
  return answer.ok ? ((await answer.json()) as Session) : null;
}

export const setStatus = (server: SkeinServer, session: Session, status: AgentStatus): Promise<unknown> =>
  call(server, 'PUT', '/v1/desk/status', { status }, session.token);
