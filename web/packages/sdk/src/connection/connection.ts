/** Keeps one link alive: tokens, backoff, choice of transport, drains and wake-ups, and the state that tells of it. */
import { createStore } from '../emitter';
import { ImError, toImError, word } from '../errors';
import type { Frame, GoAway, Welcome } from '../generated/frame';
import type {
  ClientOptions,
  ConnectionInfo,
  ConnectionLimits,
  ConnectionState,
  LifecycleEvent,
  Role,
  StateChange,
  StateCode,
  Store,
  TransportName,
} from '../types';
import { number } from '../wire';
import { backoffMs, MAX_DELAY_MS } from './backoff';
import { createCalls } from './calls';
import { browserLifecycle } from './lifecycle';
import { type Link, openLink } from './link';
import { openLongPoll } from './long-poll';
import { createTokenSource } from './token';
import type { Environment } from './transport';
import { openWebSocket } from './websocket';

const CLIENT_NAME = 'skein-js/0.1.0';
const STABLE_MS = 30_000;
/** A WebSocket that is not open by then is taken for blocked, if there is another way. */
const SLOW_OPEN_MS = 4_000;
const OPEN_TIMEOUT_MS = 10_000;
const MAX_FAILED_UPGRADES = 2;
const UPGRADE_PROBE_MS = 300_000;
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
  const allowed = environment.WebSocket ? wanted : wanted.filter((name) => name !== 'websocket');
  const canFallBack = allowed[0] === 'websocket' && allowed.includes('longpoll');

  let limits = DEFAULT_LIMITS;
  let info: ConnectionInfo = { state: 'idle', code: 'idle', limits };
  const store = createStore(() => info, logger);
  const onlineLink = () => (info.state === 'online' ? link : undefined);
  const calls = createCalls(clock, onlineLink, () => info.state === 'closed');

  /** The connection in use or being made, and the WebSocket that may take over from long poll. */
  let link: Link | undefined;
  let upgrade: Link | undefined;
  let transport: TransportName = allowed[0] ?? 'longpoll';
  let abort = new AbortController();
  let stopLifecycle = () => {};
  /** Grows with every attempt and every end, so that what belongs to an older one is told apart. */
  let turn = 0;
  /** The turn that waits to be allowed; none is 0. */
  let asking = 0;
  let attempt = 0;
  let failedUpgrades = 0;
  /** The server never took the last token; a second time in a row is the end. */
  let tokenRefused = false;
  let welcomed = false;
  let hidden = false;
  let sessionId = '';
  let serverOffsetMs: number | undefined;
  let drainAtMs: number | undefined;
  let retryTimer: unknown;
  let stableTimer: unknown;
  let upgradeTimer: unknown;

  function setState(state: ConnectionState, code: StateCode, detail: Partial<StateChange> = {}): void {
    const from = info.state;
    publish(state, code, detail);
    logger?.debug?.(`${from} → ${state}: ${code}`, detail);
    events.onState({ from, to: state, code, ...detail });
  }

  function publish(state: ConnectionState, code: StateCode, detail: Partial<StateChange> = {}): void {
    const { retryInMs } = detail;
    const { uid, role } = info;
    info = {
      state,
      code,
      limits,
      ...(uid && { uid, role }),
      ...detail,
      ...(retryInMs !== undefined && { retryAtMs: clock.now() + retryInMs }),
      ...(link && { transport: link.name }),
    };
    store.changed();
  }

  function clearTimers(): void {
    for (const timer of [retryTimer, stableTimer, upgradeTimer]) clock.clearTimeout(timer);
    retryTimer = drainAtMs = undefined;
  }

  // --- making a connection ---

  async function open(): Promise<void> {
    clearTimers();
    const own = ++turn;
    // What goes wrong from here on is no trouble of a connection that stood.
    welcomed = false;
    try {
      asking = own;
      await options.mayConnect?.();
      if (own !== turn) return;
      asking = 0;
      const hello = await greeting();
      if (own !== turn) return;
      link = openOver(transport, hello);
    } catch (cause) {
      if (own === turn) onDown(undefined, cause as ImError, true);
    }
  }

  async function greeting(): Promise<Frame> {
    const token = await tokens.get(abort.signal);
    const { id, terminal = 'web', name } = options.device;
    return {
      hello: {
        token,
        device: { id, terminal: `TERMINAL_${terminal.toUpperCase()}` as 'TERMINAL_WEB', ...(name && { name }) },
        ...(sessionId && { resumeSessionId: sessionId }),
        client: CLIENT_NAME,
      },
    };
  }

  function openOver(name: TransportName, hello: Frame): Link {
    const timeoutMs = name === 'websocket' && canFallBack ? SLOW_OPEN_MS : OPEN_TIMEOUT_MS;
    const opened = openLink(environment, TRANSPORTS, name, hello, timeoutMs, {
      onWelcome: (welcome) => onWelcome(opened, welcome),
      onPush: (frame) => (frame.goAway ? onGoAway(opened, frame.goAway) : opened === link && events.onPush(frame)),
      onDown: (error, proved) => onDown(opened, error, proved),
    });
    return opened;
  }

  function onWelcome(opened: Link, welcome: Welcome): void {
    const upgraded = opened === upgrade;
    if (upgraded) {
      // A resumed session lives on in the new connection: the old one must not end it.
      link?.close(welcome.resumed);
      link = opened;
      upgrade = undefined;
    } else if (opened !== link) {
      return;
    }
    welcomed = true;
    tokenRefused = false;
    failedUpgrades = 0;
    transport = opened.name;
    sessionId = welcome.sessionId ?? '';
    serverOffsetMs = number(welcome.serverTimeMs) - clock.now();
    limits = { ...limits, ...welcome.limits };
    info = { ...info, ...(welcome.uid && { uid: welcome.uid }), role: word<Role>(welcome.role, 'ROLE_') };
    events.onWelcome(welcome);
    // An upgrade is not worth a flicker on the screen.
    if (info.state === 'online') publish('online', info.code);
    else setState('syncing', 'welcome');
    events.sync(opened.request).then(
      () => opened === link && onSynced(),
      (cause) => {
        if (opened !== link) return;
        opened.close();
        onDown(opened, toImError(cause), true);
      },
    );
  }

  function onSynced(): void {
    clock.clearTimeout(stableTimer);
    stableTimer = clock.setTimeout(() => {
      attempt = 0;
    }, STABLE_MS);
    planUpgrade();
    if (info.state !== 'online') setState('online', 'synced');
    calls.resume();
    events.onOnline();
  }

  // --- losing it ---

  function onGoAway(from: Link, { reason, spreadMs = 0, deviceName }: GoAway): void {
    const why = word(reason, 'GO_AWAY_REASON_');
    if (why === 'replaced' || why === 'revoked') {
      from.close();
      onDown(from, new ImError(why, 'auth', why), true, deviceName);
    } else if (from === link && drainAtMs === undefined) {
      // Until its turn the connection stays in use: a restart of the server costs no moment of silence.
      const waitMs = Math.round(clock.random() * spreadMs);
      drainAtMs = clock.now() + waitMs;
      retryTimer = clock.setTimeout(() => {
        dropLinks();
        openNow('drain');
      }, waitMs);
    }
  }

  function onDown(from: Link | undefined, error: ImError, proved: boolean, deviceName?: string) {
    if (from && from === upgrade) {
      upgrade = undefined;
      if (error.code === 'token_expired') tokens.drop('expired');
      if (link) planUpgrade();
      else retry(error);
      return;
    }
    if (from !== link) return;
    link = undefined;
    clock.clearTimeout(stableTimer);
    if (upgrade) {
      // The server may end the old connection because of the new one: wait for how that turns out.
      setState('reconnecting', 'disconnected');
      return;
    }
    const { code } = error;
    // What a fresh start can cure is tried at once, but not in a circle, and not while all are asked to spread.
    const firstDelayMs = attempt || drainAtMs !== undefined ? undefined : 0;
    if (code === 'replaced') return finish(error, deviceName);
    if (code === 'revoked' || code === 'token_expired' || code === 'unauthenticated') {
      if (code === 'unauthenticated' && tokenRefused) return finish(error);
      tokenRefused ||= code === 'unauthenticated';
      tokens.drop(code === 'revoked' ? code : code === 'token_expired' ? 'expired' : 'rejected');
      return retry(error, firstDelayMs);
    }
    if (code === 'session_gone') {
      sessionId = '';
      return retry(error, firstDelayMs);
    }
    if (!welcomed && !error.retryable && code !== 'token_failed') return finish(error);
    if (from && !welcomed && !proved && canFallBack) {
      if (transport === 'longpoll') {
        transport = 'websocket';
        failedUpgrades = MAX_FAILED_UPGRADES - 1;
      } else if (++failedUpgrades >= MAX_FAILED_UPGRADES || code === 'timeout') {
        transport = 'longpoll';
        return retry(new ImError('fallback', 'network', error.message), 0);
      }
    }
    retry(error);
  }

  /** The next attempt: at once with 0, else after the drain, the server's wish or the backoff. */
  function retry(error: ImError, delayMs?: number): void {
    if (drainAtMs !== undefined && delayMs === undefined) {
      // Its timer goes on, whatever the clock is set to.
      setState('reconnecting', 'drain', { retryInMs: Math.max(0, drainAtMs - clock.now()), error });
      return;
    }
    clearTimers();
    // A tab that nobody looks at tries once as usual, then rarely.
    const hiddenMs = hidden && attempt ? MAX_DELAY_MS : 0;
    const retryInMs = delayMs ?? Math.max(backoffMs(attempt, clock), error.retryAfterMs ?? 0, hiddenMs);
    if (error.code !== 'fallback') attempt++;
    setState('reconnecting', error.code as StateCode, { retryInMs, error });
    if (retryInMs) retryTimer = clock.setTimeout(() => void open(), retryInMs);
    else void open();
  }

  /** Nothing is under way: the next attempt is a matter of time. */
  function isWaiting(): boolean {
    return info.state === 'reconnecting' && !link && !upgrade;
  }

  function openNow(code: StateCode): void {
    setState('reconnecting', code, { retryInMs: 0 });
    void open();
  }

  function finish(error: ImError, deviceName?: string): void {
    stop();
    const known = ['replaced', 'unauthenticated', 'forbidden', 'closed'].includes(error.code);
    setState('closed', (known ? error.code : 'rejected') as StateCode, { error, ...(deviceName && { deviceName }) });
    calls.giveUp(error);
  }

  function stop(): void {
    turn++;
    clearTimers();
    stopLifecycle();
    abort.abort();
    dropLinks();
  }

  function dropLinks(): void {
    link?.close();
    upgrade?.close();
    link = upgrade = undefined;
  }

  // --- back to WebSocket, without loss ---

  function planUpgrade(): void {
    clock.clearTimeout(upgradeTimer);
    if (link?.name !== 'longpoll' || !canFallBack) return;
    upgradeTimer = clock.setTimeout(async () => {
      const own = turn;
      const hello = await greeting().catch(() => undefined);
      if (own !== turn || !link || upgrade) return;
      if (hello) upgrade = openOver('websocket', hello);
      else planUpgrade();
    }, UPGRADE_PROBE_MS);
  }

  // --- the page ---

  function onLifecycle(event: LifecycleEvent): void {
    hidden = event === 'hidden' || (hidden && event !== 'visible' && event !== 'pageshow');
    if (event === 'hidden') return;
    if (event === 'pagehide') {
      // A page with an open socket is not kept for the way back.
      turn++;
      clearTimers();
      dropLinks();
      setState('reconnecting', 'page_hidden');
    } else if (info.state === 'online') {
      link?.probe(WAKE_PROBE_MS);
    } else if (asking === turn || (isWaiting() && drainAtMs === undefined && !info.error?.retryAfterMs)) {
      openNow('wake_up');
    }
  }

  return {
    info: store,
    connect() {
      if (info.state === 'idle' || info.state === 'closed') {
        abort = new AbortController();
        attempt = failedUpgrades = 0;
        tokenRefused = false;
        stopLifecycle = (options.lifecycle ?? browserLifecycle).subscribe(onLifecycle);
        setState('connecting', 'connect');
        void open();
      } else if (asking === turn || isWaiting()) {
        // A person who asks is not made to wait for the backoff, nor for a drain.
        openNow('connect');
      }
      const online = calls.whenOnline();
      // A caller that does not look at the promise hears of a failure by the state event.
      online.catch(() => {});
      return online;
    },
    close() {
      if (info.state !== 'closed') finish(new ImError('closed', 'rejected', 'the client was closed'));
    },
    link: onlineLink,
    call: calls.call,
    serverNow: () => clock.now() + (serverOffsetMs ?? 0),
    serverOffsetMs: () => serverOffsetMs,
    limits: () => limits,
  };
}
