// Every REST call has a deadline, and a refusal is about the token it was asked with.
import { expect, it, vi } from 'vitest';
import { type ApiOptions, createApi } from '../client.ts';

it('gives up on a server that does not answer', async () => {
  const deadline = new AbortController();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
  let asking = false;
  const api = createApi({
    baseUrl: 'http://desk.test',
    fetch: (_input, init) =>
      new Promise((_resolve, reject) => {
        asking = true;
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      }),
    token: () => null,
    renewAfter: () => Promise.reject(new Error('not asked')),
  });
  const asked = api.me();
  await vi.waitUntil(() => asking);
  deadline.abort(new DOMException('too late', 'TimeoutError'));
  await expect(asked).rejects.toMatchObject({ status: 0, code: 'timeout', retryable: true });
});

it('asks once more with another token when the one it showed has run out', async () => {
  let token = 'first';
  const shown: (string | null)[] = [];
  const fetch: ApiOptions['fetch'] = async (input) => {
    const authorization = (input as Request).headers.get('Authorization');
    shown.push(authorization);
    return authorization === 'Bearer second'
      ? Response.json({ items: [], nextCursor: null })
      : Response.json({ code: 'token_expired' }, { status: 401 });
  };
  const renewAfter = vi.fn(async () => {
    token = 'second';
    return token;
  });
  const api = createApi({ baseUrl: 'http://desk.test', fetch, token: () => token, renewAfter });
  expect(await api.queue({})).toEqual({ items: [], nextCursor: null });
  expect(shown).toEqual(['Bearer first', 'Bearer second']);
  expect(renewAfter).toHaveBeenCalledWith('first');

  // The browser's sign-in is asked with nothing but the cookie.
  shown.length = 0;
  await expect(api.refresh()).rejects.toMatchObject({ status: 401 });
  expect(shown).toEqual([null]);
});

it('takes it for signed out when the browser shows nothing', async () => {
  const api = createApi({
    baseUrl: 'http://desk.test',
    fetch: async () => new Response(null, { status: 204 }),
    token: () => null,
    renewAfter: () => Promise.reject(new Error('not asked')),
  });
  await expect(api.refresh()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
});
