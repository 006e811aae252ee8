/** Requests whose caller loses interest: the caller is told at once, and nobody else notices. */
import { expect, test } from 'vitest';
import { setUp } from './setup';

test('an abort ends the wait for a connection, for a reply and for a busy server', async () => {
  const { clock, server, makeClient, online } = setUp();
  const offline = new AbortController();
  const waiting = makeClient('bob').openDirect('ann', { signal: offline.signal });
  offline.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });

  const ann = await online('ann');
  const busy = { reply: { error: { code: 'ERROR_CODE_OVERLOADED', retryable: true, retryAfterMs: 60_000 } } } as const;
  for (const verdict of ['drop', busy] as const) {
    server.intercept = (direction, frame) => (direction === 'up' && frame.openDirect ? verdict : 'pass');
    const asked = server.requests.length;
    const abort = new AbortController();
    let error: { code?: string } = {};
    ann.openDirect('bob', { signal: abort.signal }).catch((cause) => {
      error = cause;
    });
    await clock.flush();
    abort.abort();
    await clock.flush();
    expect(error.code).toBe('aborted');
    server.intercept = () => 'pass';
    await clock.advance(120_000);
    expect(server.requests.slice(asked).filter(({ openDirect }) => openDirect)).toEqual([]);
  }
});

test('a signal is let go of when the request is over', async () => {
  const { clock, makeClient } = setUp();
  const ann = makeClient('ann');
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  signal.addEventListener = (_: string, listener: unknown) => listening.add(listener);
  signal.removeEventListener = (_: string, listener: unknown) => listening.delete(listener);
  const opening = ann.openDirect('bob', { signal });
  expect(listening.size).toBe(1);
  await Promise.all([ann.connect(), opening, clock.flush()]);
  expect(listening.size).toBe(0);
});

test('of two who load the same page one may give up', async () => {
  const { clock, server, online } = setUp();
  server.post('talk', 'ann', 'one');
  const bob = await online('bob');
  const talk = bob.conversation('talk');
  server.intercept = (_, frame) => (frame.history ? { delayMs: 1_000 } : 'pass');
  const abort = new AbortController();
  const impatient = talk.load({ signal: abort.signal });
  const patient = talk.load();
  abort.abort();
  await expect(impatient).rejects.toMatchObject({ code: 'aborted' });
  await Promise.all([patient, clock.advance(1_000)]);
  expect(talk.getSnapshot()).toMatchObject({ loaded: true, loading: false });
});
