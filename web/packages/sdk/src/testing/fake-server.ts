/** A Skein server in the process: speaks the frames over fake WebSocket and long poll, and misbehaves on demand. */
import type * as wire from '../generated/frame';
import type { Clock, TransportName, WebSocketConstructor } from '../types';
import { createFakeFetch } from './fake-poll';
import { createSession, type FakeSession } from './fake-session';
import { createFakeWebSocket } from './fake-socket';
import { createWorld, type FakeConversation, type FakeWorld } from './fake-world';

/** What becomes of one frame. `reply` answers a request in place of the server. */
export type Verdict = 'pass' | 'drop' | 'duplicate' | { delayMs: number } | { reply: wire.Frame };

/** `up`: from the client. `down`: from the server. Looked at for every frame, hello and welcome included. */
export type Intercept = (direction: 'up' | 'down', frame: wire.Frame, transport: TransportName) => Verdict;

export interface FakeServer {
  /** Hand these to `createClient`. */
  readonly url: string;
  readonly WebSocket: WebSocketConstructor;
  readonly fetch: typeof fetch;

  readonly world: FakeWorld;
  readonly sessions: ReadonlySet<FakeSession>;
  /** Every frame that reached the server. */
  readonly requests: wire.Frame[];
  /** Every attempt to connect, successful or not. */
  readonly attempts: { transport: TransportName; atMs: number }[];

  /** `open` works, `refuse` fails the upgrade, `stall` never answers. */
  webSocket: 'open' | 'refuse' | 'stall';
  http: 'up' | 'down';
  heartbeatIntervalMs: number;
  maxInFlight: number;
  intercept: Intercept;
  /** Statuses for the next long-poll requests of these methods. */
  readonly httpAnswers: { method: string; status: number; code?: string; retryAfterS?: number }[];

  /** A token the server takes: `token:<uid>`, or with a suffix for a fresh one. */
  token(uid: string, suffix?: string): string;
  /** Refuses this token in hello from now on. */
  refuseToken(token: string, code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'FORBIDDEN'): void;
  /** Appends a message of another user and pushes it to the members' sessions. */
  post(conversationId: string, senderUid: string, content: string | wire.Content, clientMsgId?: string): wire.Message;
  /** Pushes a frame to every session of a user. */
  push(uid: string, frame: wire.Frame): void;
  goAway(uid: string, goAway: wire.GoAway): void;
  /** Cuts the connections of a user, or all. */
  disconnect(uid?: string, closeCode?: number): void;
  /** Keeps frames to clients back, in order, until `release`. */
  hold(): void;
  release(): void;
}

/** The way from a session to its client, as a transport offers it. */
export interface Wire {
  transport: TransportName;
  deliver(frame: wire.Frame): void;
  cut(closeCode?: number): void;
}

export function createFakeServer(options: { clock: Clock }): FakeServer {
  const { clock } = options;
  const world = createWorld(clock);
  const sessions = new Set<FakeSession>();
  const refused = new Map<string, string>();
  const held: (() => void)[] = [];
  let holding = false;
  let sessionCount = 0;

  const sessionsOf = (uid: string) => [...sessions].filter((session) => session.uid === uid);

  /** Runs a frame through the faults. */
  function pass(direction: 'up' | 'down', frame: wire.Frame, way: Wire, go: (frame: wire.Frame) => void): void {
    const verdict = server.intercept(direction, frame, way.transport);
    if (verdict === 'drop') return;
    if (typeof verdict === 'object') {
      if ('delayMs' in verdict) clock.setTimeout(() => go(frame), verdict.delayMs);
      else way.deliver({ ...(frame.id && { id: frame.id }), ...verdict.reply });
      return;
    }
    go(frame);
    if (verdict === 'duplicate') go(frame);
  }

  function deliver(way: Wire, frame: wire.Frame): void {
    const go = () => pass('down', frame, way, (passed) => way.deliver(structuredClone(passed)));
    if (holding) held.push(go);
    else go();
  }

  /** Answers hello; returns the session when the client was let in. */
  function admit(way: Wire, frame: wire.Frame): FakeSession | undefined {
    const { token = '', device = {}, resumeSessionId } = frame.hello ?? {};
    const uid = /^token:([^#]+)/.exec(token)?.[1];
    const code = refused.get(token) ?? (uid ? undefined : 'UNAUTHENTICATED');
    if (!uid || code) {
      deliver(way, { id: frame.id, error: { code: `ERROR_CODE_${code}` as wire.ErrorCode, detail: 'refused' } });
      return undefined;
    }
    const { role } = world.addUser(uid, world.users.get(uid));
    let resumed = false;
    for (const other of sessionsOf(uid)) {
      if (other.terminal !== device.terminal) continue;
      if (other.deviceId === device.id) resumed ||= other.id === resumeSessionId;
      else other.push({ goAway: { reason: 'GO_AWAY_REASON_REPLACED', deviceName: device.name } });
      other.end();
    }
    const session = createSession(
      { clock, world, sessionsOf },
      {
        id: resumed && resumeSessionId ? resumeSessionId : `session-${++sessionCount}`,
        uid,
        deviceId: device.id ?? '',
        terminal: device.terminal ?? 'TERMINAL_WEB',
        transport: way.transport,
      },
      (pushed) => deliver(way, pushed),
      (closeCode) => {
        sessions.delete(session);
        way.cut(closeCode);
        tellPresence(uid);
      },
    );
    sessions.add(session);
    session.push({
      id: frame.id,
      welcome: {
        sessionId: session.id,
        uid,
        resumed,
        heartbeatIntervalMs: server.heartbeatIntervalMs,
        serverTimeMs: String(clock.now()),
        limits: { maxFrameBytes: 65_536, maxTextChars: 5_000, maxPage: 100, maxInFlight: server.maxInFlight },
        role: `ROLE_${role.toUpperCase()}` as wire.Role,
      },
    });
    tellPresence(uid);
    return session;
  }

  function tellPresence(uid: string): void {
    const state = sessionsOf(uid).length ? 'PRESENCE_STATE_ONLINE' : 'PRESENCE_STATE_OFFLINE';
    for (const session of sessions) session.push({ presence: { uid, state } });
  }

  /** One frame from a client. Hello makes the session, everything else goes to it. */
  function accept(
    way: Wire,
    current: FakeSession | undefined,
    frame: wire.Frame,
    onSession: (session: FakeSession) => void,
  ) {
    pass('up', frame, way, (passed) => {
      server.requests.push(passed);
      if (!passed.hello) return current?.handle(passed);
      const session = admit(way, passed);
      if (session) onSession(session);
      else way.cut();
    });
  }

  const server: FakeServer = {
    url: 'https://chat.fake.test',
    WebSocket: createFakeWebSocket(() => server, clock, accept),
    fetch: createFakeFetch(() => server, clock, accept),
    world,
    sessions,
    requests: [],
    attempts: [],
    webSocket: 'open',
    http: 'up',
    heartbeatIntervalMs: 25_000,
    maxInFlight: 8,
    intercept: () => 'pass',
    httpAnswers: [],
    token: (uid, suffix) => `token:${uid}${suffix ? `#${suffix}` : ''}`,
    refuseToken: (token, code) => refused.set(token, code),
    post(conversationId, senderUid, content, clientMsgId) {
      const conversation = world.conversations.get(conversationId) as FakeConversation;
      const { message, fresh } = world.append(conversation, {
        senderUid,
        clientMsgId: clientMsgId ?? `${senderUid}-${conversation.log.length + 1}`,
        content: typeof content === 'string' ? { text: { text: content } } : content,
      });
      if (fresh) for (const uid of conversation.members.keys()) server.push(uid, { message });
      return message;
    },
    push(uid, frame) {
      for (const session of sessionsOf(uid)) session.push(frame);
    },
    goAway: (uid, goAway) => server.push(uid, { goAway }),
    disconnect(uid, closeCode) {
      for (const session of [...sessions]) if (!uid || session.uid === uid) session.end(closeCode);
    },
    hold() {
      holding = true;
    },
    release() {
      holding = false;
      for (const go of held.splice(0)) go();
    },
  };
  return server;
}

export type Accept = (
  way: Wire,
  current: FakeSession | undefined,
  frame: wire.Frame,
  onSession: (session: FakeSession) => void,
) => void;
