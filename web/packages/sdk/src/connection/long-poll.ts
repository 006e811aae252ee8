/** Long-poll transport: the same frames over plain HTTP, for networks that break WebSocket. */
import { ImError } from '../errors';
import type { Frame, PollBatch } from '../generated/frame';
import type { OpenTransport } from './transport';

const MAX_BATCH = 100;
/** The server holds a poll for up to 25 s. */
const POLL_TIMEOUT_MS = 35_000;
const SEND_TIMEOUT_MS = 10_000;
const MAX_FAILURES = 3;
const RETRY_MS = 1_000;

export const openLongPoll: OpenTransport = ({ baseUrl, clock, fetch, locale }, hello, events) => {
  const url = `${baseUrl}/v1/poll`;
  const queue: Frame[] = [];
  const aborts = new Set<AbortController>();
  let live = true;
  let pollKey = '';
  let cursor = '';
  let sending = false;

  void start();

  async function start(): Promise<void> {
    try {
      const batch = await exchange('POST', { frames: [hello] }, SEND_TIMEOUT_MS);
      if (!live) return;
      pollKey = batch.pollKey ?? '';
      cursor = batch.cursor ?? '';
      events.onOpen();
      accept(batch);
      // Without a key the session was refused, and the error frame has said so.
      if (!pollKey) return down(new ImError('disconnected', 'network', 'no poll session'));
      void receive();
      void flush();
    } catch (cause) {
      down(cause as ImError);
    }
  }

  /** The cursor moves only here: it confirms all frames before it, also those of a poll that is still under way. */
  async function receive(): Promise<void> {
    while (live) {
      const batch = await persist(() => exchange('GET', undefined, POLL_TIMEOUT_MS));
      if (!batch) return;
      cursor = batch.cursor ?? cursor;
      accept(batch);
    }
  }

  async function flush(): Promise<void> {
    if (sending || !pollKey) return;
    sending = true;
    // A turn of the event loop lets a burst of frames travel together.
    await Promise.resolve();
    while (live && queue.length) {
      const frames = queue.splice(0, MAX_BATCH);
      const batch = await persist(() => exchange('POST', { frames }, SEND_TIMEOUT_MS));
      if (batch) accept(batch);
    }
    sending = false;
  }

  /** Tries a request again as long as the network alone is at fault: the server knows what it saw already. */
  async function persist(request: () => Promise<PollBatch>): Promise<PollBatch | undefined> {
    for (let failures = 1; live; failures++) {
      try {
        const batch = await request();
        return live ? batch : undefined;
      } catch (cause) {
        const error = cause as ImError;
        if (error.code !== 'disconnected' || failures >= MAX_FAILURES) down(error);
        else await new Promise<void>((resolve) => clock.setTimeout(resolve, RETRY_MS));
      }
    }
    return undefined;
  }

  async function exchange(method: 'GET' | 'POST', body: object | undefined, timeoutMs: number): Promise<PollBatch> {
    const abort = new AbortController();
    aborts.add(abort);
    const timer = clock.setTimeout(() => abort.abort(), timeoutMs);
    try {
      const response = await fetch(method === 'GET' ? `${url}?cursor=${encodeURIComponent(cursor)}` : url, {
        method,
        headers: headers(),
        cache: 'no-store',
        signal: abort.signal,
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw await refusal(response);
      return (await response.json()) as PollBatch;
    } catch (cause) {
      throw cause instanceof ImError ? cause : new ImError('disconnected', 'network', String(cause));
    } finally {
      clock.clearTimeout(timer);
      aborts.delete(abort);
    }
  }

  function headers(): Record<string, string> {
    return {
      'content-type': 'application/json',
      ...(pollKey && { authorization: `Bearer ${pollKey}` }),
      ...(locale && { 'accept-language': locale }),
    };
  }

  function accept(batch: PollBatch): void {
    for (const frame of batch.frames ?? []) if (live) events.onFrame(frame);
  }

  function stop(): void {
    live = false;
    for (const abort of aborts) abort.abort();
  }

  function down(error: ImError): void {
    if (!live) return;
    stop();
    events.onDown(error);
  }

  return {
    send(frame) {
      queue.push(frame);
      void flush();
    },
    close(moved) {
      stop();
      // `keepalive` lets the request outlive the page.
      if (pollKey && !moved) fetch(url, { method: 'DELETE', headers: headers(), keepalive: true }).catch(() => {});
    },
  };
};

const CODES: Record<number, string> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  410: 'session_gone',
  413: 'too_large',
  429: 'rate_limited',
};

/** Problem documents carry the code; a proxy's answer has only its status. */
async function refusal(response: Response): Promise<ImError> {
  const problem = (await response.json().catch(() => ({}))) as {
    code?: string;
    detail?: string;
    retryable?: boolean;
    requestId?: string;
  };
  const { status } = response;
  const passing = status === 408 || status === 425 || status > 499;
  const code = problem.code ?? CODES[status] ?? (passing ? 'overloaded' : 'rejected');
  const kind =
    status === 401
      ? 'auth'
      : status === 410
        ? 'network'
        : passing || status === 413 || status === 429
          ? 'limit'
          : 'rejected';
  const retryAfterMs = Number(response.headers.get('retry-after')) * 1000 || undefined;
  // What is too large stays too large.
  const retryable = problem.retryable ?? (kind === 'network' || (kind === 'limit' && status !== 413));
  return new ImError(code, kind, problem.detail ?? `HTTP ${status}`, retryable, problem.requestId, retryAfterMs);
}
