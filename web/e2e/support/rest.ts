/** The few REST calls that prepare a scene; everything a test is about goes through the screens. */
import type { SkeinServer } from './server.ts';

export type AgentUid = 'fang' | 'marta' | 'qiang';
export type AgentStatus = 'online' | 'busy' | 'away' | 'offline';

export const PASSWORD = 'over the lake at dawn 7';

/** A sign-in: what a browser keeps of it, and a token of it for this process. */
export interface Session {
  cookie: { name: string; value: string };
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

async function sessionOf(answer: Response): Promise<Session> {
  const [, name, value] = /^([^=]+)=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? '') ?? [];
  if (name === undefined || value === undefined) throw new Error('the sign-in set no cookie');
  return { ...((await answer.json()) as Omit<Session, 'cookie'>), cookie: { name, value } };
}

/** Uses up the one-time link of the agent. */
export async function setUp(server: SkeinServer, uid: AgentUid): Promise<Session> {
  const answer = await send(server, 'POST', '/v1/console/setup', { code: server.setupCode(uid), password: PASSWORD });
  if (!answer.ok) throw new Error(`set-up of ${uid}: ${answer.status} ${await answer.text()}`);
  return sessionOf(answer);
}

/** Null for an agent who has no password yet. */
export async function logIn(server: SkeinServer, uid: AgentUid): Promise<Session | null> {
  const answer = await send(server, 'POST', '/v1/console/login', { uid, password: PASSWORD });
  return answer.ok ? sessionOf(answer) : null;
}

/** What this browser is signed in with from now on, in all its tabs. */
export const cookieOf = (server: SkeinServer, { cookie }: Session) => ({
  ...cookie,
  domain: new URL(server.url).hostname,
  path: '/v1/console',
  httpOnly: true,
  sameSite: 'Strict' as const,
});

export const setStatus = (server: SkeinServer, session: Session, status: AgentStatus): Promise<unknown> =>
  call(server, 'PUT', '/v1/desk/status', { status }, session.token);

/** The business shuts a user out. */
export const disable = async (server: SkeinServer, uid: string): Promise<unknown> =>
  call(server, 'PATCH', `/v1/users/${uid}`, { disabled: true }, await server.appKey());

/** A program of the business says something in the thread of a customer. */
export async function sayAsBot(
  server: SkeinServer,
  bot: { uid: string; name: string },
  customerUid: string,
  text: string,
): Promise<void> {
  const key = await server.appKey();
  await call(server, 'POST', '/v1/users', { ...bot, kind: 'bot' }, key);
  const thread = { kind: 'thread', customerUid };
  const { id } = await call<{ id: string }>(server, 'POST', '/v1/conversations', thread, key);
  const message = { senderUid: bot.uid, clientMsgId: crypto.randomUUID(), content: { text } };
  await call(server, 'POST', `/v1/conversations/${id}/messages`, message, key);
}
