/** The fake server's long-poll end, as a `fetch`. */
import type { Frame } from '../generated/frame';
import type { Clock } from '../types';
import type { Accept, FakeServer, Wire } from './fake-server';
import type { FakeSession } from './fake-session';

const HOLD_MS = 25_000;

interface PollSession {
  key: string;
  way: Wire;
  session?: FakeSession;
  gone: boolean;
  /** Not confirmed yet, each with its cursor. */
  outbox: { cursor: number; frame: Frame }[];
  last: number;
  wake?: () => void;
}

export function createFakeFetch(server: () => FakeServer, clock: Clock, accept: Accept): typeof fetch {
  const polls = new Map<string, PollSession>();
  let count = 0;

  function open(): PollSession {
    const poll: PollSession = {
      key: `poll-${++count}`,
      gone: false,
      outbox: [],
      last: 0,
      way: {
        transport: 'longpoll',
        deliver(frame) {
          poll.outbox.push({ cursor: ++poll.last, frame });
          poll.wake?.();
        },
        cut() {
          poll.gone = true;
          poll.wake?.();
        },
      },
    };
    polls.set(poll.key, poll);
    return poll;
  }

  function problem(status: number, code: string, retryAfterS?: number): Response {
    return new Response(JSON.stringify({ status, code, title: code }), {
      status,
      headers: {
        'content-type': 'application/problem+json',
        ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      },
    });
  }

  function batch(poll: PollSession, pollKey?: string): Response {
    const frames = poll.outbox.map(({ frame }) => frame);
    return new Response(JSON.stringify({ cursor: String(poll.last), frames, ...(pollKey && { pollKey }) }));
  }

  function feed(poll: PollSession, frames: Frame[]): void {
    for (const frame of frames) {
      accept(poll.way, poll.session, frame, (session) => {
        poll.session = session;
      });
    }
  }

  async function wait(poll: PollSession): Promise<void> {
    let timer: unknown;
    await new Promise<void>((resolve) => {
      poll.wake = resolve;
      timer = clock.setTimeout(resolve, HOLD_MS);
    });
    clock.clearTimeout(timer);
    // Frames of one turn travel in one answer.
    await Promise.resolve();
  }

  async function answer(url: URL, init: RequestInit): Promise<Response> {
    const { method = 'GET' } = init;
    const key = new Headers(init.headers).get('authorization')?.replace('Bearer ', '');
    if (!key) server().attempts.push({ transport: 'longpoll', atMs: clock.now() });
    if (server().http === 'down') throw new TypeError('network down');
    const planned = server().httpAnswers.findIndex((next) => next.method === method);
    if (planned >= 0) {
      const [{ status, code, retryAfterS } = { status: 500 }] = server().httpAnswers.splice(planned, 1);
      return problem(status, code ?? (status === 410 ? 'session_gone' : 'internal'), retryAfterS);
    }
    const body = init.body ? (JSON.parse(String(init.body)) as { frames: Frame[] }) : { frames: [] };
    if (body.frames.length > 100) return problem(413, 'too_large');
    if (!key) {
      const poll = open();
      feed(poll, body.frames);
      return batch(poll, poll.session && poll.key);
    }
    const poll = polls.get(key);
    if (!poll || poll.gone) return problem(410, 'session_gone');
    if (method === 'DELETE') {
      poll.session?.end();
      return new Response(null, { status: 204 });
    }
    if (method === 'POST') {
      feed(poll, body.frames);
      // Everything comes by GET: the way with a confirmation.
      return new Response(JSON.stringify({ cursor: '0', frames: [] }), { status: 202 });
    }
    const cursor = Number(url.searchParams.get('cursor'));
    poll.outbox = poll.outbox.filter((entry) => entry.cursor > cursor);
    if (!poll.outbox.length && !poll.gone) await wait(poll);
    return poll.gone && !poll.outbox.length ? problem(410, 'session_gone') : batch(poll);
  }

  return async (input, init = {}) => {
    const url = new URL(String(input));
    if (url.origin !== server().url || url.pathname !== '/v1/poll' || url.searchParams.has('token')) {
      throw new TypeError(`not an address of the fake server: ${url}`);
    }
    const { signal } = init;
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      answer(url, init).then(resolve, reject);
    });
  };
}
