// Whoever comes is heard, seen and said; and what is not known is not called good news.
import { act, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { open, rowOf } from '../../../../test/desk.tsx';
import { byTestId, click, get, press, until } from '../../../../test/dom.tsx';
import { consultation, ME } from '../../../../test/samples.ts';
import { playTone } from '../attention/tones.ts';

vi.mock('virtua', () => ({
  Virtualizer: ({ data, children }: { data: unknown[]; children: (item: unknown, index: number) => ReactNode }) => (
    <div>{data.map((item, index) => children(item, index))}</div>
  ),
}));
vi.mock('../attention/tones.ts', async (original) => ({
  ...(await original<typeof import('../attention/tones.ts')>()),
  playTone: vi.fn(),
}));

const tones = () => vi.mocked(playTone).mock.calls.map(([tone]) => tone);
const spoken = () => byTestId('spoken')?.textContent;
const waiting = (id: string) => consultation(id, { state: 'waiting', agent: null, queuePosition: 1 });
const assignedNow = (server: ReturnType<typeof open>['server'], id: string) =>
  act(async () =>
    server.push('agent-1', {
      notice: {
        consultation: {
          consultationId: id,
          conversationId: `thread-${id}`,
          state: 'CONSULTATION_STATE_ASSIGNED',
          agentUid: 'agent-1',
        },
      },
    }),
  );

beforeEach(() => {
  // Wide enough for the pane about the customer.
  (window as unknown as { happyDOM: { setViewport(size: { width: number }): void } }).happyDOM.setViewport({
    width: 1440,
  });
  vi.mocked(playTone).mockClear();
});
afterEach(() => vi.restoreAllMocks());

it('calls when a customer is assigned, before the second message', async () => {
  const { rest, server } = open();
  await until(() => byTestId('mine-empty'), 'the empty list');
  await until(() => server.sessions.size === 1, 'the connection');
  expect(tones()).toEqual([]);
  rest.state.mine.push(consultation('new'));
  await assignedNow(server, 'new');
  await until(() => tones().length > 0, 'the tone');
  expect(tones()).toEqual(['assigned']);
  expect(spoken()).toBe('Customer new was assigned to you');
  expect(rowOf('new').textContent).toContain('New');
  expect(document.title).toContain('(1)');
  await click(rowOf('new'));
  await until(() => !document.title.includes('('), 'the plain title');
});

it('calls again when one that was given away is given back, and when a thread is opened anew', async () => {
  const { rest, server } = open({ mine: [consultation('a')] });
  await until(() => document.querySelector('[data-consultation=a]'), 'the list');
  await until(() => server.sessions.size === 1, 'the connection');
  rest.state.mine = [];
  await assignedNow(server, 'a');
  await until(() => byTestId('mine-empty'), 'the empty list');
  rest.state.mine = [consultation('a')];
  await assignedNow(server, 'a');
  await until(() => tones().length === 1, 'the tone');
  rest.state.mine = [consultation('again', { conversationId: 'thread-a', number: 2 })];
  await assignedNow(server, 'again');
  await until(() => tones().length === 2, 'the tone');
  expect(tones()).toEqual(['assigned', 'assigned']);
});

it('does not call for whom the agent asked', async () => {
  const { rest } = open({ queue: [waiting('q')] }, '/console/#/queue');
  await until(() => byTestId('queue-row'), 'the queue');
  await press(window, { code: 'KeyA', key: 'a', altKey: true });
  await until(() => byTestId('composer-input'), 'the accepted one');
  expect(rest.state.mine).toHaveLength(1);
  expect(tones()).toEqual([]);
});

it('calls for the first in the queue after it was empty', async () => {
  const { rest, server } = open({}, '/console/#/queue');
  await until(() => byTestId('queue-empty'), 'the empty queue');
  await until(() => server.sessions.size === 1, 'the connection');
  rest.state.queue.push(waiting('q'));
  await act(async () => server.push('agent-1', { notice: { queue: { teamId: 'team-1' } } }));
  await until(() => tones().length === 1, 'the tone');
  expect(tones()).toEqual(['queue']);
});

it('follows the customer out of the queue when the agent goes online there', async () => {
  const me = { ...ME, agent: { status: 'offline' as const, capacity: 5, load: 0, teams: [] } };
  const { rest, server } = open({ me, queue: [waiting('q'), waiting('r')] }, '/console/#/queue');
  await until(() => byTestId('queue-row'), 'the queue');
  await until(() => server.sessions.size === 1, 'the connection');
  await click(get('[data-testid=go-online]'));
  rest.state.mine = [consultation('q')];
  rest.state.queue = [waiting('r')];
  await assignedNow(server, 'q');
  await until(() => location.hash === '#/mine', 'the list with the customer');
  await until(() => document.querySelector('[data-testid=conversation-row][data-consultation=q]'), 'the customer');
});

it('leaves who looks at the queue there while others wait in it', async () => {
  const { rest, server } = open({ queue: [waiting('q'), waiting('r')] }, '/console/#/queue');
  await until(() => document.querySelectorAll('[data-testid=queue-row]').length === 2, 'the queue');
  await until(() => server.sessions.size === 1, 'the connection');
  rest.state.mine = [consultation('q')];
  rest.state.queue = [waiting('r')];
  await assignedNow(server, 'q');
  await until(() => tones().length === 1, 'the tone');
  await until(
    () => document.querySelectorAll('[data-testid=queue-row]').length === 1,
    'the queue without the customer',
  );
  expect(location.hash).toBe('#/queue');
});

it('does not say that nobody waits when it is not known', async () => {
  const { rest, server } = open({}, '/console/#/queue');
  await until(() => byTestId('queue-empty'), 'the empty queue');
  await until(() => server.sessions.size === 1, 'the connection');
  rest.state.failures.set('/v1/desk/queue', { status: 403, code: 'forbidden' });
  await act(async () => server.push('agent-1', { notice: { queue: { teamId: 'team-1' } } }));
  await until(() => byTestId('list-unknown'), 'the honest word');
  expect(byTestId('queue-empty')).toBeNull();
  expect(byTestId('old-news')?.textContent).toMatch(/As of \d\d:\d\d/);
});

it('shows nobody as online who has no connection', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => server.sessions.size === 1, 'the connection');
  await until(() => byTestId('customer-presence'), 'whether the customer is there');
  expect(get('[data-testid=presence-menu]').textContent).toContain('Your status: Online');
  server.webSocket = 'refuse';
  server.http = 'down';
  await act(async () => server.disconnect());
  await until(() => get('[data-testid=presence-menu]').textContent?.includes('Not connected'), 'the plain truth');
  expect(byTestId('customer-presence')).toBeNull();
});

it('shows one wait as one number, in the list, in the head and in the pane', async () => {
  const sinceMs = Date.now() - 65_000;
  open(
    { mine: [consultation('a', { customerWaitingSinceMs: sinceMs, openedAtMs: sinceMs - 1 })] },
    '/console/#/mine/a',
  );
  await until(() => byTestId('turn-bar'), 'the head');
  const chips = [...document.querySelectorAll('[data-testid=waiting-chip]')];
  expect(chips.map((chip) => chip.getAttribute('data-since'))).toEqual([String(sinceMs), String(sinceMs)]);
  await until(() => byTestId('this-consultation'), 'the pane');
  expect(byTestId('this-consultation')?.querySelector('[data-testid=waiting-chip]')).toBeNull();
});

it('shows a late first response in red, counted from the question', async () => {
  const askedAtMs = Date.now() - 3_600_000;
  open(
    {
      mine: [
        consultation('a', {
          openedAtMs: askedAtMs,
          assignedAtMs: askedAtMs + 510_000,
          firstResponseAtMs: askedAtMs + 519_000,
        }),
      ],
    },
    '/console/#/mine/a',
  );
  await until(() => byTestId('first-response'), 'the figure');
  expect(byTestId('first-response')?.getAttribute('data-grade')).toBe('late');
  expect(byTestId('first-response')?.textContent).toContain('8m 39s');
});

it('shows a rating with tags and words beside the customer and in the list at once', async () => {
  const resolved = consultation('a', { state: 'resolved', resolvedAtMs: Date.now(), resolvedBy: 'agent' });
  const { rest, server } = open({ resolved: [resolved], mine: [consultation('b')] }, '/console/#/resolved/a');
  rest.state.customers.set('customer-a', {
    ...resolved.customer,
    traits: {},
    locale: null,
    terminals: [],
    firstSeenAtMs: Date.now(),
    lastSeenAtMs: Date.now(),
    consultations: [resolved],
  });
  await until(() => byTestId('read-only-bar'), 'the consultation');
  await until(() => server.sessions.size === 1, 'the connection');
  const rating = { score: 2, tags: ['slow_reply'], comment: 'Two hours!', atMs: Date.now() };
  rest.state.resolved = [{ ...resolved, rating }];
  await act(async () =>
    server.push('agent-1', {
      notice: {
        consultation: { consultationId: 'a', conversationId: 'thread-a', state: 'CONSULTATION_STATE_RESOLVED' },
      },
    }),
  );
  await until(() => byTestId('rating-card'), 'the rating');
  expect(byTestId('rating-card')?.textContent).toContain('Slow replies');
  expect(byTestId('rating-card')?.textContent).toContain('Two hours!');
  await until(() => rowOf('a').textContent?.includes('Two hours!'), 'the words in the list');
});
