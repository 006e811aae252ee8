// What is final can be taken back for eight seconds, and nothing has left the page until then.
import { act, type ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { customerSays, listed, open, requests, rowOf } from '../../../../test/desk.tsx';
import { byTestId, click, get, press, type, until } from '../../../../test/dom.tsx';
import { consultation } from '../../../../test/samples.ts';
import { clearToasts } from '../../../kit/toasts.tsx';
import { flushPending, UNDO_MS, usePending } from '../undo/pending.ts';

// The test document has no layout, so nothing would ever be in view.
vi.mock('virtua', () => ({
  Virtualizer: ({ data, children }: { data: unknown[]; children: (item: unknown, index: number) => ReactNode }) => (
    <div>{data.map((item, index) => children(item, index))}</div>
  ),
}));

afterEach(() =>
  act(async () => {
    await flushPending();
    clearToasts();
  }),
);

const resolves = (rest: ReturnType<typeof open>['rest'], id: string) =>
  requests(rest, `/v1/desk/consultations/${id}/resolve`).length;
const waiting = (id: string, ms: number) => consultation(id, { customerWaitingSinceMs: Date.now() - ms });
const alt = (code: string, key: string, more: KeyboardEventInit = {}) =>
  press(window, { code, key, altKey: true, ...more });

it('tells the server eight seconds after resolving, not before', async () => {
  const { rest } = open({ mine: [consultation('a'), consultation('b')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await click(get('[data-testid=resolve]'));
  expect(byTestId('undo-toast')?.textContent).toContain('Resolved for Customer a');
  expect(byTestId('undo-toast')?.textContent).toContain('It can be undone for 8 seconds.');
  expect(byTestId('undo-toast')?.closest('[aria-live]')?.getAttribute('aria-live')).toBe('polite');
  expect(byTestId('ending-bar')?.textContent).toContain('has not been told yet');
  expect(document.querySelector('[data-testid=conversation-row][data-consultation=a]')).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(UNDO_MS - 1));
  expect(resolves(rest, 'a')).toBe(0);
  await act(() => vi.advanceTimersByTimeAsync(1));
  expect(resolves(rest, 'a')).toBe(1);
  vi.useRealTimers();
  await until(() => byTestId('read-only-bar'), 'the end');
  expect(byTestId('undo-toast')).toBeNull();
});

it.each([
  ['the toast', () => click(get('[data-testid=undo]'))],
  ['the bar below the messages', () => click(get('[data-testid=ending-undo]'))],
  ['Ctrl+Z', () => press(window, { code: 'KeyZ', key: 'z', ctrlKey: true })],
])('takes it back by %s, and nothing has happened', async (_way, undo) => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  await alt('KeyE', 'e');
  await undo();
  expect(byTestId('undo-toast')).toBeNull();
  expect(byTestId('composer-input')).not.toBeNull();
  await listed('a');
  await act(() => flushPending());
  expect(resolves(rest, 'a')).toBe(0);
});

it('asks first only when the customer waits, and undoes that, too', async () => {
  const { rest } = open({ mine: [waiting('a', 5_000)] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  await click(get('[data-testid=resolve]'));
  await until(() => byTestId('resolve-dialog'), 'the question');
  await click(get('[data-testid=resolve-confirm]'));
  await until(() => byTestId('undo-toast'), 'the way back');
  await click(get('[data-testid=undo]'));
  expect(resolves(rest, 'a')).toBe(0);
  await listed('a');
});

it('goes from "and next" to whoever has waited longest, read or not', async () => {
  open(
    { mine: [consultation('a'), consultation('b'), waiting('c', 5_000), waiting('d', 300_000), waiting('e', 60_000)] },
    '/console/#/mine/a',
  );
  await until(() => byTestId('resolve'), 'the button');
  await alt('KeyE', 'e', { ctrlKey: true });
  await until(() => location.hash === '#/mine/d', 'the longest waiter');
});

it('holds several back at once, and does the oldest when there is no more room', async () => {
  const { rest } = open({ mine: ['a', 'b', 'c', 'd'].map((id) => consultation(id)) }, '/console/#/mine/a');
  await until(() => byTestId('conversation-row'), 'the list');
  for (const id of ['a', 'b', 'c', 'd']) {
    await click(rowOf(id));
    await until(() => byTestId('resolve'), 'the button');
    await click(get('[data-testid=resolve]'));
  }
  await until(() => resolves(rest, 'a') === 1, 'the oldest');
  expect(document.querySelectorAll('[data-testid=undo-toast]')).toHaveLength(3);
  await press(window, { code: 'KeyZ', key: 'z', ctrlKey: true });
  expect(usePending.getState().pending.map(({ id }) => id)).toEqual(['b', 'c']);
});

it.each([
  ['left', 'pagehide', () => window],
  ['put to sleep', 'freeze', () => document],
] as const)('is done at once when the page is %s, with a request that outlives it', async (_, event, target) => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  const { fetch } = rest;
  const kept: boolean[] = [];
  rest.fetch = (input, init) => {
    if (input instanceof Request && input.url.endsWith('/resolve')) kept.push(input.keepalive);
    return fetch(input, init);
  };
  await click(get('[data-testid=resolve]'));
  await act(async () => target().dispatchEvent(new Event(event)));
  await until(() => resolves(rest, 'a') === 1, 'the request');
  expect(kept).toEqual([true]);
});

it('is done before signing out', async () => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  await click(get('[data-testid=resolve]'));
  await click(get('[data-testid=settings-menu]'));
  await click(get('[data-testid=sign-out]'));
  await until(() => byTestId('login-form'), 'the sign-in page');
  const posts = rest.state.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
  expect(posts.slice(-2)).toEqual(['/v1/desk/consultations/a/resolve', '/v1/console/logout']);
});

it('does not send away a customer who writes again before it is done', async () => {
  const { rest, server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  await until(() => server.sessions.size === 1, 'the connection');
  await click(get('[data-testid=resolve]'));
  await customerSays(server, 'a', 'One more thing');
  await until(() => byTestId('composer-input'), 'the composer');
  expect(byTestId('undo-toast')).toBeNull();
  expect(byTestId('toast')?.textContent).toContain('wrote again');
  await act(() => flushPending());
  expect(resolves(rest, 'a')).toBe(0);
});

it('comes back to the list when the server does not take it', async () => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the button');
  rest.state.failures.set('/v1/desk/consultations/a/resolve', { status: 403, code: 'forbidden' });
  await click(get('[data-testid=resolve]'));
  await click(get('[data-testid=undo-close]'));
  await until(() => byTestId('toast')?.textContent?.includes('could not be resolved'), 'the word');
  await listed('a');
});

it('gives the words of a deleted message back', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => server.sessions.size === 1, 'the connection');
  await until(() => byTestId('composer-input'), 'the composer');
  server.intercept = (direction, frame) =>
    direction === 'up' && frame.send ? { reply: { error: { code: 'ERROR_CODE_INVALID' } } } : 'pass';
  const input = get('[data-testid=composer-input]') as HTMLTextAreaElement;
  await type(input, 'the only copy');
  await press(input, { key: 'Enter', keyCode: 13 });
  await until(() => byTestId('message-delete'), 'the failure');
  await click(get('[data-testid=message-delete]'));
  expect(byTestId('message')).toBeNull();
  await click(get('[data-testid=toast-action]'));
  expect(input.value).toBe('the only copy');
});

it('resolves nothing when Option writes a character into the answer', async () => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the composer');
  const input = get('[data-testid=composer-input]');
  const event = await press(input, { code: 'KeyE', key: '€', altKey: true });
  expect(event.defaultPrevented).toBe(false);
  expect(byTestId('undo-toast')).toBeNull();
  expect(resolves(rest, 'a')).toBe(0);
});
