// Every REST call has a deadline, and a refusal is about the token it was asked with.
import { expect, it, vi } from 'vitest';
import { type ApiOptions, createApi } from '../src/api/client.ts';

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
    onUnauthenticated: () => undefined,
  });
  const asked = api.me();
  await vi.waitUntil(() => asking);
  deadline.abort(new DOMException('too late', 'TimeoutError'));
  await expect(asked).rejects.toMatchObject({ status: 0, code: 'timeout', retryable: true });
});

it('says that a token is refused, unless it is not the present one any more', async () => {
  let token = 'fang-1';
  const answers: (() => void)[] = [];
  const onUnauthenticated = vi.fn();
  const fetch: ApiOptions['fetch'] = () =>
    new Promise((resolve) => answers.push(() => resolve(Response.json({ code: 'unauthenticated' }, { status: 401 }))));
  const api = createApi({ baseUrl: 'http://desk.test', fetch, token: () => token, onUnauthenticated });
  const both = Promise.allSettled([api.me(), api.queue({})]);
  await vi.waitUntil(() => answers.length === 2);
  answers[0]?.();
  await vi.waitUntil(() => onUnauthenticated.mock.calls.length === 1);
  token = 'lin-1';
  answers[1]?.();
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(onUnauthenticated).toHaveBeenCalledTimes(1);
});
