/** Requests that outlive a connection: they wait for one, and are asked again when it is lost or the server is busy. */
import { abortable, aborted } from '../abort';
import { ImError } from '../errors';
import type { Frame } from '../generated/frame';
import type { Clock } from '../types';
import { backoffMs } from './backoff';
import type { Link } from './link';

/** How often a request is asked again that a busy server refused. */
const MAX_REFUSALS = 5;

export interface Calls {
  /** Only for requests that may be repeated. */
  call(body: Frame, signal?: AbortSignal): Promise<Frame>;
  whenOnline(): Promise<void>;
  /** There is a connection. */
  resume(): void;
  /** There will be none. */
  giveUp(error: ImError): void;
}

interface Waiter {
  resolve(): void;
  reject(error: ImError): void;
}

export function createCalls(clock: Clock, link: () => Link | undefined, isClosed: () => boolean): Calls {
  let waiters: Waiter[] = [];

  function settle(how: (waiter: Waiter) => void): void {
    const settled = waiters;
    waiters = [];
    settled.forEach(how);
  }

  async function whenOnline(): Promise<void> {
    if (link()) return;
    if (isClosed()) throw new ImError('closed', 'rejected', 'the client was closed');
    return new Promise<void>((resolve, reject) => {
      waiters.push({ resolve, reject });
    });
  }

  async function ask(body: Frame, signal: AbortSignal | undefined): Promise<Frame> {
    for (let refusals = 0; ; ) {
      await whenOnline();
      if (signal?.aborted) throw aborted();
      try {
        const current = link();
        if (current) return await current.request(body);
      } catch (cause) {
        const { kind, retryable, retryAfterMs = 0 } = cause as ImError;
        if (!retryable || refusals >= MAX_REFUSALS) throw cause;
        if (kind === 'network') continue;
        const waitMs = Math.max(retryAfterMs, backoffMs(++refusals, clock.random()));
        await new Promise<void>((resolve) => clock.setTimeout(resolve, waitMs));
      }
    }
  }

  return {
    whenOnline,
    resume: () => settle((waiter) => waiter.resolve()),
    giveUp: (error) => settle((waiter) => waiter.reject(error)),
    call: (body, signal) => abortable(ask(body, signal), signal),
  };
}
