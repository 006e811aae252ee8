/** Keeps one link alive: performs what the machine in `life.ts` decides, and reports to it what happens. */
import { createStore } from '../emitter';
import { ImError, toImError, word } from '../errors';
import type { Frame, GoAway, Welcome } from '../generated/frame';
import type { ClientOptions, ConnectionInfo, ConnectionLimits, Role, StateChange, Store } from '../types';
import { number } from '../wire';
import { createCalls } from './calls';
import { type Effects, type LifeEvent, newLife, step, type TimerName } from './life';
import { browserLifecycle } from './lifecycle';
import { type Link, openLink } from './link';
import { openLongPoll } from './long-poll';
import { createTokenSource } from './token';
import type { Environment } from './transport';
import { openWebSocket } from './websocket';

const CLIENT_NAME = 'skein-js/0.1.0';
/** A WebSocket that is not open by then is taken for blocked, if there is another way. */
const SLOW_OPEN_MS = 4_000;
const OPEN_TIMEOUT_MS = 10_000;
/** After a wake-up the old connection is often dead without knowing. */
const WAKE_PROBE_MS = 5_000;

const DEFAULT_LIMITS: ConnectionLimits = { maxFrameBytes: 65_536, maxTextChars: 4_000, maxPage: 100, maxInFlight: 8 };

const TRANSPORTS = { websocket: openWebSocket, longpoll: openLongPoll };

export interface ConnectionEvents {
  onState(change: StateChange): void;
  /** The server said who we are; messages may be fetched now. */
  onWelcome(welcome: Welcome): void;
  /** Brings the state up to date over `request`. Runs after every welcome. */
  sync(request: Link['request']): Promise<void>;
  onPush(frame: Frame): void;
  onOnline(): void;
}

export interface Connection {
  readonly info: Store<ConnectionInfo>;
  connect(): Promise<void>;
  close(): void;
  /** The link, while online. */
  link(): Link | undefined;
  /** Waits for a connection and asks again after a lost one: only for requests that may be repeated. */
  call(body: Frame, signal?: AbortSignal): Promise<Frame>;
  serverNow(): number;
  /** How far the server's clock is ahead of ours; not known before the first welcome. */
  serverOffsetMs(): number | undefined;
  limits(): ConnectionLimits;
}

export function createConnection(
  options: ClientOptions,
  environment: Environment,
  events: ConnectionEvents,
): Connection {
  const { clock, logger } = environment;
  const tokens = createTokenSource(options.getToken);
  const wanted = options.transports ?? ['websocket', 'longpoll'];
  let life = newLife(environment.WebSocket ? wanted : wanted.filter((name) => name !== 'websocket'));

  let limits = DEFAULT_LIMITS;
  let info: ConnectionInfo = { state: 'idle', code: 'idle', limits };
  const store = createStore(() => info, logger);
  const links = new Map<number, Link>();
  const timers: Partial<Record<TimerName, unknown>> = {};
  const onlineLink = () => (info.state === 'online' ? links.get(life.current) : undefined);
  const calls = createCalls(clock, onlineLink, () => info.state === 'closed');
  let abort = new AbortController();
  let stopLifecycle = () => {};
  let serverOffsetMs: number | undefined;

  function happened(...event: LifeEvent): void {
    const [next, effects] = step(life, event, clock.now(), () => clock.random());
    life = next;
    // A listener may make more happen in between; what was to be done for a state that is over then meets nobody.
    for (const [name, ...details] of effects) (perform[name] as (...details: unknown[]) => void)(...details);
  }

  /** What the outside takes its time for: a failure counts as that of the link. */
  function wait<T>(link: number, promise: Promise<T>, then: (value: T) => void): void {
    promise.then(then, (cause) => happened('down', link, toImError(cause), true));
  }

  const perform: Effects = {
    begin() {
      abort = new AbortController();
      stopLifecycle = (options.lifecycle ?? browserLifecycle).subscribe((event) => happened('page', event));
    },

    end(error) {
      stopLifecycle();
      abort.abort();
      calls.giveUp(error);
    },

    ask: (link) => wait(link, (async () => options.mayConnect?.())(), () => happened('allowed', link)),

    greet: (link) => wait(link, tokens.get(abort.signal), (token) => happened('greeted', link, token)),

    dropToken: tokens.drop,

    open(link, transport, token) {
      const timeoutMs = transport === 'websocket' && life.canFallBack ? SLOW_OPEN_MS : OPEN_TIMEOUT_MS;
      const { id, terminal = 'web', name } = options.device;
      const hello = {
        token,
        device: { id, terminal: `TERMINAL_${terminal.toUpperCase()}` as 'TERMINAL_WEB', ...(name && { name }) },
        ...(life.sessionId && { resumeSessionId: life.sessionId }),
        client: CLIENT_NAME,
      };
      links.set(
        link,
        openLink(environment, TRANSPORTS, transport, { hello }, timeoutMs, {
          onWelcome: (welcome) => happened('welcomed', link, welcome),
          onPush: (frame) =>
            frame.goAway ? onGoAway(link, frame.goAway) : link === life.current && events.onPush(frame),
          onDown: (error, proved) => happened('down', link, error, proved),
        }),
      );
    },

    shut(link, moved) {
      links.get(link)?.close(moved);
      links.delete(link);
    },

    probe: (link) => links.get(link)?.probe(WAKE_PROBE_MS),

    welcome(welcome) {
      serverOffsetMs = number(welcome.serverTimeMs) - clock.now();
      limits = { ...limits, ...welcome.limits };
      info = { ...info, ...(welcome.uid && { uid: welcome.uid }), role: word<Role>(welcome.role, 'ROLE_') };
      events.onWelcome(welcome);
    },

    sync(link) {
      const opened = links.get(link);
      if (opened) wait(link, events.sync(opened.request), () => happened('synced', link));
    },

    online() {
      calls.resume();
      events.onOnline();
    },

    timer(name, ms) {
      clock.clearTimeout(timers[name]);
      timers[name] = clock.setTimeout(() => happened(name), ms);
    },

    reset() {
      for (const timer of Object.values(timers)) clock.clearTimeout(timer);
      for (const link of links.values()) link.close();
      links.clear();
    },

    tell(to, code, detail) {
      const { state: from, uid, role } = info;
      const { retryInMs } = detail;
      const link = links.get(life.current);
      info = {
        state: to,
        code,
        limits,
        ...(uid && { uid, role }),
        ...detail,
        ...(retryInMs !== undefined && { retryAtMs: clock.now() + retryInMs }),
        ...(link && { transport: link.name }),
      };
      store.changed();
      if (from === to && to === 'online') return;
      logger?.debug?.(`${from} → ${to}: ${code}`, detail);
      events.onState({ from, to, code, ...detail });
    },
  };

  function onGoAway(link: number, { reason, spreadMs = 0, deviceName }: GoAway): void {
    const why = word(reason, 'GO_AWAY_REASON_');
    if (why === 'replaced' || why === 'revoked') {
      happened('down', link, new ImError(why, 'auth', why), true, deviceName);
    } else {
      happened('draining', link, spreadMs);
    }
  }

  return {
    info: store,
    connect() {
      happened('connect');
      const online = calls.whenOnline();
      // A caller that does not look at the promise hears of a failure by the state event.
      online.catch(() => {});
      return online;
    },
    close: () => happened('close', new ImError('closed', 'rejected', 'the client was closed')),
    link: onlineLink,
    call: calls.call,
    serverNow: () => clock.now() + (serverOffsetMs ?? 0),
    serverOffsetMs: () => serverOffsetMs,
    limits: () => limits,
  };
}
