// The session: one sign-in for all tabs of a browser, a token in memory, renewed before it runs out by the server's word.
import { expect, it, vi } from 'vitest';
import { ME } from '../../../test/samples.ts';
import { ApiError } from '../../api/problem.ts';
import type { Session } from '../../api/types.ts';
import { createSessionKeeper } from '../session.ts';
import { aloneTab, type TabNews, type Tabs } from '../tabs.ts';
import { lifeMs } from '../token-life.ts';

const HOUR = 3_600_000;
const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_');
/** Issued by a server whose clock shows something else than this machine's. */
const token = (name: string, lifeS = 3_600, issuedAtS = 4_000_000_000): string =>
  `${encode({ name })}.${encode({ iat: issuedAtS + 0.25, exp: issuedAtS + lifeS })}.s`;
const session = (name: string, uid = ME.user.uid, lifeS?: number): Session => ({
  token: token(name, lifeS),
  expiresAtMs: 1,
  me: { ...ME, user: { ...ME.user, uid } },
});
const refused = new ApiError(401, 'unauthenticated', '', null, false, null);
const unreachable = ApiError.network(new TypeError('offline'));
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Tabs of one browser, heard at once. */
function browser(): () => Tabs {
  const listeners = new Map<object, Set<(news: TabNews) => void>>();
  return () => {
    const self = {};
    listeners.set(self, new Set());
    return {
      tell(news) {
        for (const [tab, heard] of listeners) if (tab !== self) for (const listener of heard) listener(news);
      },
      listen(listener) {
        listeners.get(self)?.add(listener);
        return () => listeners.get(self)?.delete(listener);
      },
    };
  };
}

it('measures the life of a token from its arrival, whatever the two clocks show', async () => {
  expect(lifeMs(token('a', 600, 1))).toBe(599_750);
  expect(lifeMs('opaque')).toBe(60_000);
  vi.useFakeTimers({ now: 1_000 });
  const refresh = vi.fn(async () => session('second'));
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.begin(session('first'));
  await vi.advanceTimersByTimeAsync(0.79 * HOUR);
  expect(refresh).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(0.02 * HOUR);
  expect(keeper.token()).toBe(token('second'));
});

it('does not ask in a loop for tokens that live for no time', async () => {
  vi.useFakeTimers();
  const refresh = vi.fn(async () => session('next', ME.user.uid, 1));
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.begin(session('first', ME.user.uid, 1));
  await vi.advanceTimersByTimeAsync(31_000);
  expect(refresh).toHaveBeenCalledTimes(2);
});

it('keeps trying while the server cannot be reached and ends when it refuses', async () => {
  vi.useFakeTimers();
  const refresh = vi.fn<() => Promise<Session>>().mockRejectedValueOnce(unreachable).mockRejectedValueOnce(refused);
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.begin(session('first'));
  await vi.advanceTimersByTimeAsync(0.8 * HOUR);
  expect(keeper.token()).toBe(token('first'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(keeper.store.getState()).toEqual({ session: null, ended: 'expired', opening: null, admitted: true });
});

it('is signed in in a new tab without a password, and says nothing when nobody is', async () => {
  const keeper = createSessionKeeper(async () => session('mine'), aloneTab);
  keeper.open();
  expect(keeper.store.getState().opening).toBe('asking');
  await settle();
  expect(keeper.token()).toBe(token('mine'));

  const nobody = createSessionKeeper(() => Promise.reject(refused), aloneTab);
  nobody.open();
  await settle();
  expect(nobody.store.getState()).toEqual({ session: null, ended: null, opening: null, admitted: true });
});

it('asks again by itself when the server cannot be reached at the start', async () => {
  vi.useFakeTimers();
  const refresh = vi.fn<() => Promise<Session>>().mockRejectedValueOnce(unreachable).mockResolvedValue(session('back'));
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(keeper.store.getState().opening).toBe('unreachable');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(keeper.token()).toBe(token('back'));
});

it('signs all tabs of the browser in, and out at once', async () => {
  const tab = browser();
  let signedIn: Session | null = null;
  const refresh = () => (signedIn ? Promise.resolve(signedIn) : Promise.reject(refused));
  const [one, other] = [createSessionKeeper(refresh, tab()), createSessionKeeper(refresh, tab())];
  signedIn = session('fang', 'fang');
  one.begin(signedIn);
  await settle();
  expect(other.store.getState().session?.me.user.uid).toBe('fang');
  signedIn = null;
  one.end('signed-out');
  expect(other.store.getState()).toEqual({ session: null, ended: 'signed-out', opening: null, admitted: true });
  await settle();
  expect(other.token()).toBeNull();
});

it('is one person in all tabs: who signs in takes the place of who was there', async () => {
  const tab = browser();
  let signedIn = session('fang', 'fang');
  const refresh = () => Promise.resolve(signedIn);
  const [one, other] = [createSessionKeeper(refresh, tab()), createSessionKeeper(refresh, tab())];
  other.begin(signedIn);
  one.end('expired');
  signedIn = session('lin', 'lin');
  one.begin(signedIn);
  expect(other.token()).toBeNull();
  await settle();
  expect(other.store.getState().session?.me.user.uid).toBe('lin');
});

it('does not sign the other tabs out because the token of one ran out', async () => {
  const tab = browser();
  const refresh = () => Promise.resolve(session('again'));
  const [one, other] = [createSessionKeeper(refresh, tab()), createSessionKeeper(refresh, tab())];
  one.begin(session('fang'));
  await settle();
  one.end('expired');
  expect(other.token()).not.toBeNull();
});

it('stays signed out when a renewal comes back late, and renews once for many callers', async () => {
  let answer: (session: Session) => void = () => undefined;
  const refresh = vi.fn(() => new Promise<Session>((resolve) => (answer = resolve)));
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.begin(session('first'));
  const both = Promise.all([keeper.renew(), keeper.renewAfter(token('first'))]);
  keeper.end('signed-out');
  answer(session('late'));
  await both;
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(keeper.token()).toBeNull();
  await expect(keeper.renewAfter(token('first'))).rejects.toMatchObject({ status: 401 });
});

it('does not renew for a token that was replaced already', async () => {
  const refresh = vi.fn(async () => session('second'));
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.begin(session('first'));
  await keeper.renew();
  expect(await keeper.renewAfter(token('first'))).toBe(token('second'));
  expect(refresh).toHaveBeenCalledTimes(1);
});

it('does not repeat for the next agent what the one before had asked for', async () => {
  const keeper = createSessionKeeper(async () => session('lin-2', 'lin'), aloneTab);
  keeper.begin(session('fang-1', 'fang'));
  keeper.end('signed-out');
  keeper.begin(session('lin-1', 'lin'));
  await expect(keeper.renewAfter(token('fang-1'))).rejects.toMatchObject({ status: 401 });
  expect(keeper.token()).toBe(token('lin-1'));
});

it('keeps the agents of one tab apart when the renewal of the first comes late', async () => {
  const answers: ((session: Session) => void)[] = [];
  const keeper = createSessionKeeper(() => new Promise((resolve) => answers.push(resolve)), aloneTab);
  keeper.begin(session('fang-1', 'fang'));
  const early = keeper.renew();
  keeper.end('signed-out');
  keeper.begin(session('lin-1', 'lin'));
  const own = keeper.renew();
  answers[0]?.(session('fang-2', 'fang'));
  await early;
  expect(keeper.token()).toBe(token('lin-1'));
  // Neither the answer nor the end of the first renewal is taken for the second.
  expect(keeper.renew()).toBe(own);
  answers[1]?.(session('lin-2', 'lin'));
  await own;
  expect(keeper.token()).toBe(token('lin-2'));
  expect(answers).toHaveLength(2);
});

it('does not end the session of the next agent when the renewal of the one before is refused', async () => {
  vi.useFakeTimers();
  let refuse: (error: Error) => void = () => undefined;
  const refresh = vi.fn(() => new Promise<Session>((_resolve, reject) => (refuse = reject)));
  const keeper = createSessionKeeper(refresh, aloneTab);
  keeper.begin(session('fang-1', 'fang'));
  await vi.advanceTimersByTimeAsync(0.8 * HOUR);
  expect(refresh).toHaveBeenCalledTimes(1);
  keeper.end('signed-out');
  keeper.begin(session('lin-1', 'lin'));
  refuse(refused);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(keeper.token()).toBe(token('lin-1'));
  expect(refresh).toHaveBeenCalledTimes(1);
});

it('does not let a sign-in whose answer comes late replace who is signed in', () => {
  const keeper = createSessionKeeper(async () => session('lin-2', 'lin'), aloneTab);
  keeper.begin(session('lin-1', 'lin'));
  keeper.begin(session('fang-1', 'fang'));
  expect(keeper.token()).toBe(token('lin-1'));
});

it('asks whoever signs in and is still set to be given customers, and only them', () => {
  const signedIn = (status: 'online' | 'offline') => {
    const keeper = createSessionKeeper(async () => session('x'), aloneTab);
    const one = session('x');
    keeper.begin({ ...one, me: { ...one.me, agent: { status, capacity: 5, load: 0, teams: [] } } });
    return keeper;
  };
  expect(signedIn('offline').store.getState().admitted).toBe(true);
  const keeper = signedIn('online');
  expect(keeper.store.getState().admitted).toBe(false);
  keeper.admit('offline');
  expect(keeper.store.getState().admitted).toBe(true);
  expect(keeper.store.getState().session?.me.agent?.status).toBe('offline');
});
