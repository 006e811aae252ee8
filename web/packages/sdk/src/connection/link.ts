/** One connection from open to end: handshake, requests and their replies, heartbeat. Never reused. */
import { errorFromWire, ImError } from '../errors';
import type { Frame, Welcome } from '../generated/frame';
import type { TransportName } from '../types';
import type { Environment, Transport, Transports } from './transport';

/** Time from the open connection to the welcome. */
const HELLO_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** An error that belongs to no request explains the end of the connection, if that follows this soon. */
const LAST_WORD_MS = 2_000;
/** How long a ping may stay without any answer. */
const PROBE_TIMEOUT_MS = 10_000;
/** A timer that comes so late says that this page slept: browsers slow the timers of hidden pages down to one a minute. */
const OVERSLEPT_MS = 2_000;

export interface LinkEvents {
  onWelcome(welcome: Welcome): void;
  onPush(frame: Frame): void;
  /** Once, and nothing after it. `proved` is false when the transport itself seems to be blocked. */
  onDown(error: ImError, proved: boolean): void;
}

export interface Link {
  readonly name: TransportName;
  /** Rejects on an error reply, on timeout and when the link ends. */
  request(body: Frame, timeoutMs?: number): Promise<Frame>;
  post(body: Frame): void;
  /** Asks for a sign of life; without one the link ends. */
  probe(timeoutMs?: number): void;
  close(moved?: boolean): void;
}

interface Waiting {
  resolve(frame: Frame): void;
  reject(error: ImError): void;
  timer: unknown;
}

/** What has to be cleared to stop it. */
interface Timer {
  handle: unknown;
}

export function openLink(
  environment: Environment,
  transports: Transports,
  name: TransportName,
  hello: Frame,
  openTimeoutMs: number,
  events: LinkEvents,
): Link {
  const { clock } = environment;
  const waiting = new Map<number, Waiting>();
  let nextId = 2;
  let proved = false;
  let lastWord: { error: ImError; atMs: number } | undefined;
  let ended = false;
  let beatTimer: unknown;
  let probeTimer: Timer | undefined;
  let handshakeTimer = patiently(openTimeoutMs, () => timeOut('timeout'));

  const transport: Transport = transports[name](
    environment,
    { id: 1, ...hello },
    {
      onOpen() {
        clock.clearTimeout(handshakeTimer.handle);
        handshakeTimer = patiently(HELLO_TIMEOUT_MS, () => timeOut('timeout'));
      },
      onFrame,
      onDown: end,
    },
  );

  function onFrame(frame: Frame): void {
    if (ended) return;
    proved = true;
    clock.clearTimeout(probeTimer?.handle);
    probeTimer = undefined;
    const { id } = frame;
    if (frame.ping) {
      transport.send({ ...(id && { id }), pong: frame.ping });
    } else if (frame.welcome) {
      clock.clearTimeout(handshakeTimer.handle);
      const intervalMs = frame.welcome.heartbeatIntervalMs;
      if (intervalMs) beat(intervalMs);
      events.onWelcome(frame.welcome);
    } else if (frame.error && id === 1) {
      end(errorFromWire(frame.error, id));
    } else if (frame.error && !id) {
      lastWord = { error: errorFromWire(frame.error), atMs: clock.now() };
    } else if (id && waiting.has(id)) {
      const request = forget(id);
      if (frame.error) request?.reject(errorFromWire(frame.error, id));
      else request?.resolve(frame);
    } else if (!frame.pong) {
      events.onPush(frame);
    }
  }

  function forget(id: number): Waiting | undefined {
    const request = waiting.get(id);
    waiting.delete(id);
    clock.clearTimeout(request?.timer);
    return request;
  }

  function beat(intervalMs: number): void {
    beatTimer = clock.setTimeout(() => {
      probe();
      beat(intervalMs);
    }, intervalMs);
  }

  function probe(timeoutMs = PROBE_TIMEOUT_MS): void {
    ping();
    probeTimer ??= patiently(timeoutMs, () => timeOut('heartbeat_timeout'), ping);
  }

  function ping(): void {
    transport.send({ id: nextId++, ping: {} });
  }

  /**
   * Gives up after a time, unless the timer was overslept: then what arrived meanwhile may still stand in line behind it,
   * and the same time passes once more. So the other side is judged by what arrived, never by how late this page is.
   */
  function patiently(timeoutMs: number, giveUp: () => void, askAgain?: () => void): Timer {
    const dueMs = clock.now() + timeoutMs;
    const timer: Timer = {
      handle: clock.setTimeout(() => {
        if (clock.now() - dueMs < OVERSLEPT_MS) return giveUp();
        askAgain?.();
        timer.handle = clock.setTimeout(giveUp, timeoutMs);
      }, timeoutMs),
    };
    return timer;
  }

  function timeOut(code: string): void {
    end(new ImError(code, 'network', 'no answer in time'));
  }

  function stop(error: ImError, moved?: boolean): void {
    ended = true;
    for (const timer of [handshakeTimer.handle, beatTimer, probeTimer?.handle]) clock.clearTimeout(timer);
    transport.close(moved);
    for (const id of [...waiting.keys()]) forget(id)?.reject(error);
  }

  function end(error: ImError): void {
    if (ended) return;
    stop(new ImError('disconnected', 'network', error.message));
    const explained = lastWord && clock.now() - lastWord.atMs < LAST_WORD_MS;
    events.onDown(explained && lastWord ? lastWord.error : error, proved);
  }

  return {
    name,
    request: (body, timeoutMs = REQUEST_TIMEOUT_MS) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new ImError('disconnected', 'network', 'the connection is gone'));
        const id = nextId++;
        const timer = clock.setTimeout(() => {
          forget(id);
          reject(new ImError('timeout', 'network', 'no answer in time', true, String(id)));
        }, timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        transport.send({ id, ...body });
      }),
    post(body) {
      if (!ended) transport.send(body);
    },
    probe,
    close(moved) {
      if (!ended) stop(new ImError('disconnected', 'network', 'the connection is gone'), moved);
    },
  };
}
