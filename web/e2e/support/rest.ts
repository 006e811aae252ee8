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

async function call<T>(server: SkeinServer, method: string, path: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Uses up the one-time link of the agent. */
export const setUp = (server: SkeinServer, uid: AgentUid): Promise<Session> =>
  call(server, 'POST', '/v1/console/setup', { code: server.setupCode(uid), password: PASSWORD });

export const logIn = (server: SkeinServer, uid: AgentUid): Promise<Session> =>
  call(server, 'POST', '/v1/console/login', { uid, password: PASSWORD });

export const setStatus = (server: SkeinServer, session: Session, status: AgentStatus): Promise<unknown> =>
  call(server, 'PUT', '/v1/desk/status', { status }, session.token);
