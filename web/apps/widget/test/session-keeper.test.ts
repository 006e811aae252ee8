/** Who the visitor is, over renewals, sign-in, sign-out and denied storage. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { deviceName, deviceOf } from '../src/frame/platform/device';
import { siteStore } from '../src/frame/platform/storage';
import { type Api, ApiError, createApi, type Session } from '../src/frame/session/api';
import { createSessionKeeper } from '../src/frame/session/session-keeper';

const jwt = (sub: string, mark = '') => `h.${btoa(JSON.stringify({ sub, mark }))}.s`;
const HOUR = 3_600_000;

function setUp() {
  let made = 0;
  let now = 1_000_000;
  const answer = (who: { visitorToken?: string; identityToken?: string }): Session => {
    made += 1;
    const anonymous = who.visitorToken?.replace('vt', 'visitor') ?? 'visitor-1';
    const uid = who.identityToken ? JSON.parse(atob(who.identityToken.split('.')[1] ?? '')).sub : anonymous;
    return {
      token: `token-${made}`,
      lifeMs: HOUR,
      uid,
      name: '',
      verified: who.identityToken !== undefined,
      visitorToken: who.identityToken ? null : (who.visitorToken ?? 'vt-1'),
    };
  };
  const session = vi.fn(async (_: string, who: { visitorToken?: string; identityToken?: string; locale: string }) =>
    answer(who),
  );
  const store = siteStore('demo');
  const onIdentityNeeded = vi.fn();
  const onPersonChanged = vi.fn();
  const keeper = createSessionKeeper({
    site: 'demo',
    api: { session } as unknown as Api,
    store,
    locale: () => 'en',
    onIdentityNeeded,
    onPersonChanged,
    now: () => now,
  });
  return {
    keeper,
    session,
    store,
    onIdentityNeeded,
    onPersonChanged,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

beforeEach(() => localStorage.clear());

describe('an anonymous visitor', () => {
  test('comes back as the same one', async () => {
    const first = setUp();
    expect(first.keeper.known()).toBe(false);
    await first.keeper.start();
    expect(first.session).toHaveBeenCalledWith('demo', { locale: 'en' });
    const later = setUp();
    expect(later.keeper.known()).toBe(true);
    await later.keeper.start();
    expect(later.session).toHaveBeenCalledWith('demo', { visitorToken: 'vt-1', locale: 'en' });
  });

  test('whom the server has forgotten becomes a new one', async () => {
    const { keeper, session, store } = setUp();
    store.set('visitor', 'old');
    session.mockRejectedValueOnce(new ApiError('unauthenticated', 'unauthenticated', null));
    await keeper.start();
    expect(session).toHaveBeenLastCalledWith('demo', { locale: 'en' });
    expect(store.get('visitor')).toBe('vt-1');
  });

  test('whom the server forgets during a session is somebody else from then on, and that is told', async () => {
    const { keeper, session, onPersonChanged } = setUp();
    const before = await keeper.start();
    session.mockRejectedValueOnce(new ApiError('unauthenticated', 'unauthenticated', null));
    session.mockResolvedValueOnce({ ...before, token: 'of-another', uid: 'visitor-2', visitorToken: 'vt-2' });
    await expect(keeper.token(true)).rejects.toThrow('person_changed');
    expect(onPersonChanged).toHaveBeenCalledTimes(1);
    expect(await keeper.token()).toBe('of-another');
    await keeper.token(true);
    expect(onPersonChanged).toHaveBeenCalledTimes(1);
  });

  test.each(['forbidden', 'not_found', 'limit', 'server', 'rejected'] as const)(
    'who is answered with "%s" stays who they are: no other one is made in their place',
    async (kind) => {
      const { keeper, session, store } = setUp();
      store.set('visitor', 'old');
      session.mockRejectedValueOnce(new ApiError(kind, kind, null));
      await expect(keeper.start()).rejects.toThrow(kind);
      expect(store.get('visitor')).toBe('old');
      expect(session).toHaveBeenCalledTimes(1);
    },
  );

  test('is not forgotten because the server is down', async () => {
    const { keeper, session, store } = setUp();
    store.set('visitor', 'old');
    session.mockRejectedValueOnce(new ApiError('network', 'unreachable', null));
    await expect(keeper.start()).rejects.toThrow('network');
    expect(store.get('visitor')).toBe('old');
  });
});

describe('tokens', () => {
  test('one is used until shortly before its end', async () => {
    const { keeper, session, pass } = setUp();
    expect(await keeper.token()).toBe('token-1');
    pass(HOUR - 60_000);
    expect(await keeper.token()).toBe('token-1');
    pass(31_000);
    expect(await keeper.token()).toBe('token-2');
    expect(session).toHaveBeenCalledTimes(2);
  });

  test('its life is measured from its arrival, whatever the clock of this device is set to', async () => {
    const { keeper, session, pass } = setUp();
    for (const jump of [48 * HOUR, -48 * HOUR, -HOUR]) {
      await keeper.token();
      const before = session.mock.calls.length;
      pass(jump);
      await keeper.token();
      await keeper.token();
      // Once, because nothing is known of its life any more, and no more often.
      expect(session.mock.calls.length - before, `renewals after a jump of ${jump}`).toBe(1);
    }
  });

  test.each([
    ['right', 0],
    ['two hours ahead', 2 * HOUR],
    ['two hours behind', -2 * HOUR],
    ['a year behind', -8_760 * HOUR],
  ])('its life is told by the server alone, with a clock that is %s', async (_, aheadMs) => {
    const serverNow = Date.now() - aheadMs;
    const body = { token: 't', uid: 'v', expiresAtMs: serverNow + HOUR };
    const api = createApi('https://chat.example', async () =>
      Response.json(body, { headers: { Date: new Date(serverNow).toUTCString() } }),
    );
    const { lifeMs } = await api.session('demo', { locale: 'en' });
    expect(Math.abs(lifeMs - HOUR)).toBeLessThanOrEqual(1_000);
    const silent = createApi('https://chat.example', async () => Response.json(body));
    expect((await silent.session('demo', { locale: 'en' })).lifeMs, 'and is never nothing').toBeGreaterThanOrEqual(
      60_000,
    );
  });

  test.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [410, 'not_found'],
    [409, 'conflict'],
    [429, 'limit'],
    [400, 'rejected'],
    [413, 'rejected'],
    [422, 'rejected'],
    [408, 'network'],
    [500, 'server'],
    [502, 'server'],
    [503, 'server'],
  ])('an answer of %i is a problem of the kind "%s"', async (status, kind) => {
    const api = createApi('https://chat.example', async () => new Response('', { status }));
    await expect(api.session('demo', { locale: 'en' })).rejects.toMatchObject({ kind });
  });

  test('several askers share one request', async () => {
    const { keeper, session } = setUp();
    await Promise.all([keeper.token(), keeper.token(), keeper.start()]);
    expect(session).toHaveBeenCalledTimes(1);
  });

  test('a call that the server did not let in is made once more with a new one', async () => {
    const { keeper } = setUp();
    const call = vi.fn(async (token: string) => {
      if (token === 'token-1') throw new ApiError('unauthenticated', 'token_expired', null);
      return token;
    });
    expect(await keeper.authorised(call)).toBe('token-2');
    call.mockRejectedValue(new ApiError('unauthenticated', 'token_expired', null));
    await expect(keeper.authorised(call)).rejects.toThrow('unauthenticated');
    expect(call).toHaveBeenCalledTimes(4);
  });
});

describe('a signed-in customer', () => {
  test('takes the place of the visitor and leaves no visitor token behind', async () => {
    const { keeper, session, store } = setUp();
    await keeper.start();
    expect(keeper.identify(jwt('emma'))).toBe(true);
    const made = await keeper.start();
    expect(made).toMatchObject({ uid: 'emma', verified: true });
    expect(session, 'and takes along what the visitor said').toHaveBeenLastCalledWith('demo', {
      identityToken: jwt('emma'),
      visitorToken: 'vt-1',
      locale: 'en',
    });
    expect(store.get('visitor')).toBeNull();
  });

  test('an answer for the person before is dropped', async () => {
    const { keeper, session } = setUp();
    let answer: (made: Session) => void = () => undefined;
    session.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const underway = keeper.start();
    keeper.identify(jwt('emma'));
    answer({ token: 'late', lifeMs: HOUR, uid: 'visitor-1', name: '', verified: false, visitorToken: null });
    await expect(underway).rejects.toThrow('person_changed');
    expect(await keeper.token()).not.toBe('late');
  });

  test('a newer token of the same customer changes nobody', async () => {
    const { keeper } = setUp();
    keeper.identify(jwt('emma'));
    const session = await keeper.start();
    expect(keeper.identify(jwt('emma', 'newer'))).toBe(false);
    expect(await keeper.start()).toBe(session);
    expect(keeper.identify(jwt('li'))).toBe(true);
  });

  test('when the token was good for one use, the page is asked for another', async () => {
    const { keeper, session, onIdentityNeeded } = setUp();
    keeper.identify(jwt('emma'));
    await keeper.start();
    session.mockRejectedValueOnce(new ApiError('unauthenticated', 'unauthenticated', null));
    onIdentityNeeded.mockImplementation(() => keeper.identify(jwt('emma', 'second')));
    expect(await keeper.token(true)).toBe('token-2');
    expect(session).toHaveBeenLastCalledWith('demo', { identityToken: jwt('emma', 'second'), locale: 'en' });
  });

  test.each([
    ['that ran out before the chat began', 'token_expired'],
    ['that was used before the chat began', 'unauthenticated'],
  ])('with a token %s: the page is asked for another one, once', async (_, code) => {
    const { keeper, session, onIdentityNeeded } = setUp();
    keeper.identify(jwt('emma'));
    session.mockRejectedValueOnce(new ApiError('unauthenticated', code, null));
    onIdentityNeeded.mockImplementation(() => keeper.identify(jwt('emma', 'second')));
    expect(await keeper.start()).toMatchObject({ uid: 'emma' });
    expect(onIdentityNeeded).toHaveBeenCalledTimes(1);
  });

  test('a page that answers with the same token is not asked again and again', async () => {
    const { keeper, session, onIdentityNeeded } = setUp();
    keeper.identify(jwt('emma'));
    session.mockRejectedValue(new ApiError('unauthenticated', 'token_expired', null));
    onIdentityNeeded.mockImplementation(() => keeper.identify(jwt('emma')));
    await expect(keeper.start()).rejects.toThrow('identity_needed');
    expect(onIdentityNeeded).toHaveBeenCalledTimes(1);
    expect(session).toHaveBeenCalledTimes(1);
  });

  test('a page that does not answer is not waited for for ever', async () => {
    vi.useFakeTimers();
    const { keeper, session } = setUp();
    keeper.identify(jwt('emma'));
    await keeper.start();
    session.mockRejectedValueOnce(new ApiError('unauthenticated', 'unauthenticated', null));
    const asked = expect(keeper.token(true)).rejects.toThrow('identity_needed');
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
    vi.useRealTimers();
  });

  test('logging out wipes everything but the device', async () => {
    const { keeper, store } = setUp();
    const device = deviceOf(store, window).id;
    await keeper.start();
    store.set('draft', 'secret');
    keeper.forget();
    expect(keeper.known()).toBe(false);
    expect(store.get('draft')).toBeNull();
    expect(deviceOf(store, window).id).toBe(device);
  });
});

describe('storage', () => {
  test('denied storage is replaced by memory', () => {
    const store = siteStore('demo', () => {
      throw new DOMException('denied', 'SecurityError');
    });
    store.set('a', '1');
    expect(store.get('a')).toBe('1');
    store.clear([]);
    expect(store.get('a')).toBeNull();
  });

  test('sites do not see each other', () => {
    siteStore('one').set('visitor', 'x');
    expect(siteStore('two').get('visitor')).toBeNull();
    siteStore('two').clear([]);
    expect(siteStore('one').get('visitor')).toBe('x');
  });
});

test('devices have names that mean something', () => {
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36')).toBe(
    'Chrome on Windows',
  );
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit Safari/604.1 MicroMessenger/8')).toBe(
    'WeChat on iOS',
  );
  expect(deviceName('curl')).toBe('Browser');
});
