// Every REST call has a deadline, and says so when it passes.
import { expect, it, vi } from 'vitest';
import { createApi } from '../src/api/client.ts';

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
