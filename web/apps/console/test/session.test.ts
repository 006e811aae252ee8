// The session: renewed before it runs out, ended when the server says so.
import { expect, it, vi } from 'vitest';
import { ApiError } from '../src/api/problem.ts';
import type { Session } from '../src/api/types.ts';
import { createSessionKeeper, SESSION_KEY } from '../src/session/session.ts';
import { ME } from './samples.ts';

const HOUR = 3_600_000;
const session = (token: string, uid = ME.user.uid): Session => ({
  token,
  expiresAtMs: Date.now() + HOUR,
  me: { ...ME, user: { ...ME.user, uid } },
});
const refused = new ApiError(401, 'unauthenticated', '', null, false, null);

it('renews before expiry', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const refresh = vi.fn(async () => session('second'));
  const keeper = createSessionKeeper(sessionStorage, refresh);
  keeper.begin(session('first'));
  await vi.advanceTimersByTimeAsync(0.79 * HOUR);
  expect(refresh).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(0.02 * HOUR);
  expect(keeper.token()).toBe('second');
});

it('does not ask in a loop when this machine believes the token has expired', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const refresh = vi.fn(async () => ({ ...session('next'), expiresAtMs: Date.now() - HOUR }));
  const keeper = createSessionKeeper(sessionStorage, refresh);
  keeper.begin({ ...session('first'), expiresAtMs: Date.now() - HOUR });
  await vi.advanceTimersByTimeAsync(61_000);
  expect(refresh).toHaveBeenCalledTimes(2);
});

it('keeps trying while the server cannot be reached and ends when it refuses', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const refresh = vi
    .fn<() => Promise<Session>>()
    .mockRejectedValueOnce(ApiError.network(new TypeError('offline')))
    .mockRejectedValueOnce(refused);
  const keeper = createSessionKeeper(sessionStorage, refresh);
  keeper.begin(session('first'));
  await vi.advanceTimersByTimeAsync(0.8 * HOUR);
  expect(keeper.token()).toBe('first');
  await vi.advanceTimersByTimeAsync(15_000);
  expect(keeper.store.getState()).toEqual({ session: null, ended: 'expired' });
  expect(sessionStorage.length).toBe(0);
});

it('survives a reload of the tab', () => {
  createSessionKeeper(sessionStorage, async () => session('x')).begin(session('kept'));
  expect(createSessionKeeper(sessionStorage, async () => session('x')).token()).toBe('kept');
});

it('stays signed out when a renewal comes back late, and renews once for many callers', async () => {
  let answer: (session: Session) => void = () => undefined;
  const refresh = vi.fn(() => new Promise<Session>((resolve) => (answer = resolve)));
  const keeper = createSessionKeeper(sessionStorage, refresh);
  keeper.begin(session('first'));
  const both = Promise.all([keeper.renew(), keeper.renew()]);
  keeper.end('signed-out');
  answer(session('late'));
  await both;
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(keeper.token()).toBeNull();
});

it('keeps the agents of one tab apart when the renewal of the first comes late', async () => {
  const answers: ((session: Session) => void)[] = [];
  const keeper = createSessionKeeper(sessionStorage, () => new Promise((resolve) => answers.push(resolve)));
  keeper.begin(session('fang-1', 'fang'));
  const early = keeper.renew();
  keeper.end('signed-out');
  keeper.begin(session('lin-1', 'lin'));
  const own = keeper.renew();
  answers[0]?.(session('fang-2', 'fang'));
  await early;
  expect(keeper.token()).toBe('lin-1');
  expect(JSON.parse(sessionStorage.getItem(SESSION_KEY) ?? '').token).toBe('lin-1');
  // Neither the answer nor the end of the first renewal is taken for the second.
  expect(keeper.renew()).toBe(own);
  answers[1]?.(session('lin-2', 'lin'));
  expect(await own).toBe('lin-2');
  expect(keeper.token()).toBe('lin-2');
  expect(answers).toHaveLength(2);
});

it('does not end the session of the next agent when the renewal of the one before is refused', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  let refuse: (error: Error) => void = () => undefined;
  const refresh = vi.fn(() => new Promise<Session>((_resolve, reject) => (refuse = reject)));
  const keeper = createSessionKeeper(sessionStorage, refresh);
  keeper.begin(session('fang-1', 'fang'));
  await vi.advanceTimersByTimeAsync(0.8 * HOUR);
  expect(refresh).toHaveBeenCalledTimes(1);
  keeper.end('signed-out');
  keeper.begin(session('lin-1', 'lin'));
  refuse(refused);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(keeper.token()).toBe('lin-1');
  expect(refresh).toHaveBeenCalledTimes(1);
});

it('does not let a sign-in whose answer comes late replace who is signed in', async () => {
  const keeper = createSessionKeeper(sessionStorage, async () => session('lin-2', 'lin'));
  keeper.begin(session('lin-1', 'lin'));
  keeper.begin(session('fang-1', 'fang'));
  expect(keeper.token()).toBe('lin-1');
  await keeper.renew();
  expect(keeper.token()).toBe('lin-2');
});
