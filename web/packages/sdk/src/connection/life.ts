/**
 * The life of a connection as a machine: what is so and what happened decide what is so next and what has to be done.
 * No timer, no socket, no clock and no chance in here; `connection.ts` performs the effects.
 */
import { ImError } from '../errors';
import type { Welcome } from '../generated/frame';
import type { ConnectionState, LifecycleEvent, StateChange, StateCode, TokenRequest, TransportName } from '../types';
import { backoffMs, MAX_DELAY_MS } from './backoff';

export const STABLE_MS = 30_000;
export const UPGRADE_PROBE_MS = 300_000;
const MAX_FAILED_UPGRADES = 2;

export type Stage =
  /** Nobody has asked for a connection yet. */
  | 'idle'
  /** An attempt: whether this page may connect, then with which token, then over a link that has no welcome yet. */
  | 'asking'
  | 'greeting'
  | 'opening'
  /** Welcomed, and being brought up to date. */
  | 'syncing'
  | 'online'
  /** The link is lost; the one that was to take over from it is on its way. */
  | 'moving'
  /** Until the time of the next attempt. */
  | 'waiting'
  /** The page is not kept alive: nothing until it is shown again. */
  | 'paused'
  | 'closed';

export interface Life {
  stage: Stage;
  /** The number of the attempt under way and of the link that comes of it; 0: none. */
  current: number;
  /** The number of the WebSocket that is to take over from long poll; 0: none. */
  upgrade: number;
  /** The last number given. What bears an older one than those above is over, and nobody listens to it. */
  last: number;
  canFallBack: boolean;
  /** Of the link in use, and of the next attempt. */
  transport: TransportName;
  attempt: number;
  failedUpgrades: number;
  /** The server never took the last token; a second time in a row is the end. */
  tokenRefused?: boolean;
  hidden?: boolean;
  sessionId?: string | undefined;
  /** The server goes down: until then the link stays in use, and nobody comes back earlier by himself. */
  drainAtMs?: number | undefined;
  /** The server said when to come back. */
  patient?: boolean;
}

/** What can happen. `link` is the number of the attempt or link that it happened to; each is said once for a number. */
interface Events {
  connect(): void;
  close(error: ImError): void;
  /** This page may connect. */
  allowed(link: number): void;
  /** There is a token. */
  greeted(link: number, token: string): void;
  welcomed(link: number, welcome: Welcome): void;
  synced(link: number): void;
  draining(link: number, spreadMs: number): void;
  /** `proved` is false when the transport itself seems to be blocked. */
  down(link: number, error: ImError, proved: boolean, deviceName?: string): void;
  /** Timers that ran out. */
  retry(): void;
  stable(): void;
  upgrade(): void;
  page(event: LifecycleEvent): void;
}

/** What is to be done, in this order, `tell` after everything that a listener could want to undo. */
export interface Effects {
  /** Somebody wants a connection from now on: the page is listened to. */
  begin(): void;
  /** Nobody does any more. */
  end(error: ImError): void;
  ask(link: number): void;
  greet(link: number): void;
  dropToken(reason: TokenRequest['reason']): void;
  open(link: number, transport: TransportName, token: string): void;
  /** `moved`: its session lives on in another link. */
  shut(link: number, moved?: boolean): void;
  probe(link: number): void;
  welcome(welcome: Welcome): void;
  sync(link: number): void;
  online(): void;
  /** Sets a timer anew; when it runs out, that is an event of the same name. */
  timer(name: TimerName, ms: number): void;
  /** Stops all timers and closes all links. */
  reset(): void;
  tell(state: ConnectionState, code: StateCode, detail: Partial<StateChange>): void;
}

export type TimerName = 'retry' | 'stable' | 'upgrade';
type Tuples<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends (...details: infer Details) => void ? [name: Name, ...Details] : never;
}[keyof Calls];
export type LifeEvent = Tuples<Events>;
export type Effect = Tuples<Effects>;

export function newLife(transports: readonly TransportName[]): Life {
  return {
    stage: 'idle',
    current: 0,
    upgrade: 0,
    last: 0,
    canFallBack: transports[0] === 'websocket' && transports.includes('longpoll'),
    transport: transports[0] ?? 'longpoll',
    attempt: 0,
    failedUpgrades: 0,
  };
}

/** `chance` is asked at most once, and lies evenly in [0, 1). */
export function step(
  before: Life,
  [name, ...details]: LifeEvent,
  nowMs: number,
  chance: () => number,
): [Life, Effect[]] {
  const life = { ...before };
  const effects: Effect[] = [];
  const act = (...effect: Effect) => effects.push(effect);
  const isOver = life.stage === 'idle' || life.stage === 'closed';
  /** The next attempt is a matter of time. */
  const canHurry = life.stage === 'asking' || life.stage === 'waiting' || life.stage === 'paused';

  const tell = (state: ConnectionState, code: StateCode, detail: Partial<StateChange> = {}) =>
    act('tell', state, code, detail);

  function reset(stage: Stage): void {
    life.stage = stage;
    life.current = life.upgrade = 0;
    life.drainAtMs = undefined;
    life.patient = false;
    act('reset');
  }

  function begin(): void {
    reset('asking');
    life.current = ++life.last;
    act('ask', life.last);
  }

  function beginNow(code: StateCode): void {
    tell('reconnecting', code, { retryInMs: 0 });
    begin();
  }

  /** Back to WebSocket, without loss. */
  function planUpgrade(): void {
    if (life.transport === 'longpoll' && life.canFallBack) act('timer', 'upgrade', UPGRADE_PROBE_MS);
  }

  /** The next attempt: at once with 0, else after the drain, the server's wish or the backoff. */
  function retry(error: ImError, delayMs?: number): void {
    if (life.drainAtMs !== undefined && delayMs === undefined) {
      life.stage = 'waiting';
      life.patient = true;
      // Its timer goes on, whatever the clock is set to.
      tell('reconnecting', 'drain', { retryInMs: Math.max(0, life.drainAtMs - nowMs), error });
      return;
    }
    reset('waiting');
    life.patient = !!error.retryAfterMs;
    // A tab that nobody looks at tries once as usual, then rarely.
    const hiddenMs = life.hidden && life.attempt ? MAX_DELAY_MS : 0;
    const retryInMs = delayMs ?? Math.max(backoffMs(life.attempt, chance()), error.retryAfterMs ?? 0, hiddenMs);
    if (error.code !== 'fallback') life.attempt++;
    if (retryInMs) act('timer', 'retry', retryInMs);
    tell('reconnecting', error.code as StateCode, { retryInMs, error });
    if (!retryInMs) begin();
  }

  function finish(error: ImError, deviceName?: string): void {
    reset('closed');
    act('end', error);
    const known = ['replaced', 'unauthenticated', 'forbidden', 'closed'].includes(error.code);
    tell('closed', (known ? error.code : 'rejected') as StateCode, { error, ...(deviceName && { deviceName }) });
  }

  /** The link in use is lost, or the attempt at one has failed. */
  function lose(error: ImError, proved: boolean, deviceName: string | undefined) {
    const { code } = error;
    const { stage } = before;
    if (code === 'replaced') return finish(error, deviceName);
    // What a fresh start can cure is tried at once, but not in a circle, and not while all are asked to spread.
    const firstDelayMs = life.attempt || life.drainAtMs !== undefined ? undefined : 0;
    if (code === 'session_gone') {
      life.sessionId = '';
    } else if (code === 'revoked' || code === 'token_expired' || code === 'unauthenticated') {
      const refused = code === 'unauthenticated';
      if (refused && life.tokenRefused) return finish(error);
      life.tokenRefused ||= refused;
      act('dropToken', refused ? 'rejected' : code === 'revoked' ? code : 'expired');
    } else {
      // What goes wrong before a welcome is no trouble of a connection that stood.
      const stood = stage === 'syncing' || stage === 'online';
      if (!stood && !error.retryable && code !== 'token_failed') return finish(error);
      if (stage === 'opening' && !proved && life.canFallBack) {
        if (life.transport === 'longpoll') {
          life.transport = 'websocket';
          life.failedUpgrades = MAX_FAILED_UPGRADES - 1;
        } else if (++life.failedUpgrades >= MAX_FAILED_UPGRADES || code === 'timeout') {
          life.transport = 'longpoll';
          return retry(new ImError('fallback', 'network', error.message), 0);
        }
      }
      return retry(error);
    }
    retry(error, firstDelayMs);
  }

  const on: Events = {
    connect() {
      if (isOver) {
        life.attempt = life.failedUpgrades = 0;
        life.tokenRefused = false;
        act('begin');
        tell('connecting', 'connect');
        begin();
      } else if (canHurry) {
        // A person who asks is not made to wait for the backoff, nor for a drain.
        beginNow('connect');
      }
    },

    close(error) {
      if (life.stage !== 'closed') finish(error);
    },

    allowed(link) {
      if (link !== life.current) return;
      life.stage = 'greeting';
      act('greet', link);
    },

    greeted(link, token) {
      if (link === life.current) {
        life.stage = 'opening';
        act('open', link, life.transport, token);
      } else if (link === life.last && life.current) {
        life.upgrade = link;
        act('open', link, 'websocket', token);
      }
    },

    welcomed(link, welcome) {
      if (link === life.upgrade) {
        // A resumed session lives on in the new connection: the old one must not end it.
        if (life.current) act('shut', life.current, welcome.resumed);
        life.current = link;
        life.upgrade = 0;
        life.transport = 'websocket';
      } else if (link !== life.current) {
        return;
      }
      life.tokenRefused = false;
      life.failedUpgrades = 0;
      life.sessionId = welcome.sessionId;
      act('welcome', welcome);
      // An upgrade is not worth a flicker on the screen.
      if (life.stage === 'online') {
        tell('online', 'synced');
      } else {
        life.stage = 'syncing';
        tell('syncing', 'welcome');
      }
      act('sync', link);
    },

    synced(link) {
      if (link !== life.current) return;
      act('timer', 'stable', STABLE_MS);
      planUpgrade();
      if (life.stage !== 'online') {
        life.stage = 'online';
        tell('online', 'synced');
      }
      act('online');
    },

    draining(link, spreadMs) {
      if (link !== life.current || life.drainAtMs !== undefined) return;
      // Until its turn the connection stays in use: a restart of the server costs no moment of silence.
      const waitMs = Math.round(chance() * spreadMs);
      life.drainAtMs = nowMs + waitMs;
      act('timer', 'retry', waitMs);
    },

    down(link, error, proved, deviceName) {
      if (link === life.current) {
        act('shut', link);
        life.current = 0;
        if (!life.upgrade) return lose(error, proved, deviceName);
        // The server may end the old connection because of the new one: wait for how that turns out.
        life.stage = 'moving';
        tell('reconnecting', 'disconnected');
      } else if (link === life.last && (life.current || life.upgrade)) {
        // It was to take over.
        act('shut', link);
        life.upgrade = 0;
        if (error.code === 'token_expired') act('dropToken', 'expired');
        if (life.current) planUpgrade();
        else retry(error);
      }
    },

    retry() {
      if (life.drainAtMs === undefined) begin();
      else beginNow('drain');
    },

    stable() {
      if (life.stage === 'online') life.attempt = 0;
    },

    upgrade() {
      if (life.stage === 'online') act('greet', ++life.last);
    },

    page(event) {
      life.hidden = event === 'hidden' || (life.hidden && event !== 'visible' && event !== 'pageshow');
      if (isOver || event === 'hidden') return;
      if (event === 'pagehide') {
        // A page with an open socket is not kept for the way back.
        reset('paused');
        tell('reconnecting', 'page_hidden');
      } else if (life.stage === 'online') {
        act('probe', life.current);
      } else if (canHurry && !life.patient) {
        beginNow('wake_up');
      }
    },
  };

  (on[name] as (...details: unknown[]) => void)(...details);
  return [life, effects];
}
