// The workbench over the real SDK, with the SDK's fake server and a fake REST server behind it.
import { createClient } from '@skein/sdk';
import { act, type ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { customerSays, holdAnswers, listed, open, requests, rowOf } from '../../../../test/desk.tsx';
import { byTestId, click, get, press, type, until } from '../../../../test/dom.tsx';
import { consultation, ME } from '../../../../test/samples.ts';

// The test document has no layout, so nothing would ever be in view.
vi.mock('virtua', () => ({
  Virtualizer: ({ data, children }: { data: unknown[]; children: (item: unknown, index: number) => ReactNode }) => (
    <div>{data.map((item, index) => children(item, index))}</div>
  ),
}));

it('shows a new message in the list with badge, preview and clock, and marks it read when it is opened', async () => {
  const { server } = open({ mine: [consultation('a'), consultation('b')] });
  await until(() => document.querySelector('[data-consultation=b]'), 'the list');
  await until(() => server.sessions.size === 1, 'the connection');
  await customerSays(server, 'b', 'Is it **open** today?');
  await until(() => rowOf('b').querySelector('[data-testid=unread-badge]'), 'the badge');
  expect(rowOf('b').textContent).toContain('Is it **open** today?');
  expect(rowOf('b').querySelector('[data-testid=waiting-chip]')).not.toBeNull();
  expect(document.title).toContain('(1)');

  await listed('b');
  await click(rowOf('b'));
  await until(() => byTestId('message'), 'the message');
  expect(get('[data-testid=message]').textContent).toContain('Is it **open** today?');
  await until(() => server.world.conversations.get('thread-b')?.members.get('agent-1')?.readSeq === 1, 'the read mark');
  await until(() => !document.title.includes('('), 'the plain title');
});

it('marks the open conversation read when a gap in it is filled', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the composer');
  await until(() => server.sessions.size === 1, 'the connection');
  await customerSays(server, 'a', 'one');
  const readSeq = () => server.world.conversations.get('thread-a')?.members.get('agent-1')?.readSeq;
  await until(() => readSeq() === 1, 'the read mark');
  server.intercept = (direction, frame) => {
    if (direction === 'down' && frame.message?.seq === '2') return 'drop';
    return frame.history ? { delayMs: 50 } : 'pass';
  };
  await customerSays(server, 'a', 'two');
  await customerSays(server, 'a', 'three');
  await until(() => document.body.textContent?.includes('three'), 'the last message');
  await until(() => readSeq() === 3, 'the read mark');
});

it('sends with Enter, not with the Enter of an input method, and stops the clock', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => server.sessions.size === 1, 'the connection');
  await customerSays(server, 'a', 'hello?');
  await until(() => byTestId('waiting-for-you'), 'the running clock');
  const input = get('[data-testid=composer-input]') as HTMLTextAreaElement;
  await type(input, '你好');
  await press(input, { key: 'Enter', keyCode: 229 });
  await press(input, { key: 'Enter', keyCode: 13, isComposing: true });
  await press(input, { key: 'Enter', keyCode: 13, shiftKey: true });
  expect(server.world.conversations.get('thread-a')?.log).toHaveLength(1);
  expect(input.value).toBe('你好');

  await press(input, { key: 'Enter', keyCode: 13 });
  await until(() => server.world.conversations.get('thread-a')?.log.length === 2, 'the message at the server');
  expect(input.value).toBe('');
  await until(() => document.querySelector('[data-own=true][data-status=sent]'), 'the state of the message');
  await until(() => !byTestId('waiting-for-you'), 'the clock to stop');
});

it('sends nothing from a tab that was replaced, and keeps the draft until it is used again', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the composer');
  await until(() => server.sessions.size === 1, 'the connection');
  const input = get('[data-testid=composer-input]') as HTMLTextAreaElement;
  await type(input, 'not from here');
  const { url, WebSocket, fetch } = server;
  const getToken = () => server.token('agent-1');
  const other = createClient({ url, WebSocket, fetch, getToken, device: { id: 'tab-2', terminal: 'web' } });
  await act(() => other.connect());
  await until(() => byTestId('use-here'), 'the notice');
  expect(document.body.textContent).toContain('nothing can be sent from here');
  await press(input, { key: 'Enter', keyCode: 13 });
  expect(input.value).toBe('not from here');
  expect(byTestId('message')).toBeNull();

  await click(get('[data-testid=use-here]'));
  await until(() => !byTestId('use-here'), 'the connection');
  await press(input, { key: 'Enter', keyCode: 13 });
  await until(() => server.world.conversations.get('thread-a')?.log.length === 1, 'the message at the server');
  expect(input.value).toBe('');
});

it('takes as many characters as the server says', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the composer');
  await until(() => server.sessions.size === 1, 'the connection');
  const send = () => get('[data-testid=composer-send]') as HTMLButtonElement;
  await type(get('[data-testid=composer-input]'), `${'雁'.repeat(5_000)}  `);
  await until(() => !send().disabled, 'the button to be ready');
  await type(get('[data-testid=composer-input]'), '😀'.repeat(5_001));
  expect(send().disabled).toBe(true);
  expect(document.body.textContent).toContain('1 character too many');
});

it('gives a message that was refused back for editing', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => server.sessions.size === 1, 'the connection');
  await until(() => byTestId('composer-input'), 'the composer');
  server.intercept = (direction, frame) =>
    direction === 'up' && frame.send ? { reply: { error: { code: 'ERROR_CODE_INVALID' } } } : 'pass';
  const input = get('[data-testid=composer-input]') as HTMLTextAreaElement;
  await type(input, 'not like this');
  await press(input, { key: 'Enter', keyCode: 13 });
  await until(() => byTestId('message-failed'), 'the failure');
  expect(byTestId('failure-spoken')?.textContent).toBe('Not sent: The server did not accept it.');
  await type(input, 'a thought since then');
  input.blur();
  await click(get('[data-testid=message-edit]'));
  expect(input.value).toBe('not like this\na thought since then');
  expect(document.activeElement).toBe(input);
  expect(byTestId('message')).toBeNull();
});

it('keeps a draft while another conversation is open and shows it in the list', async () => {
  open({ mine: [consultation('a'), consultation('b')] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the composer');
  await type(get('[data-testid=composer-input]'), 'not finished');
  await listed('b');
  await click(rowOf('b'));
  await until(() => rowOf('a').textContent?.includes('Draft: not finished'), 'the draft in the list');
  expect((get('[data-testid=composer-input]') as HTMLTextAreaElement).value).toBe('');
  await click(rowOf('a'));
  expect((get('[data-testid=composer-input]') as HTMLTextAreaElement).value).toBe('not finished');
});

it('guesses the wait in whole minutes', async () => {
  const waiting = (id: string, waitEstimateS: number | null) =>
    consultation(id, { state: 'waiting', agent: null, queuePosition: 1, waitEstimateS });
  open({ queue: [waiting('a', 20), waiting('b', 61), waiting('c', null)] }, '/console/#/queue');
  await until(() => document.querySelectorAll('[data-testid=queue-row]').length === 3, 'the queue');
  const rows = [...document.querySelectorAll('[data-testid=queue-row]')].map((row) => row.textContent ?? '');
  expect(rows[0]).toContain('less than a minute');
  expect(rows[1]).toContain('about 2 minutes');
  expect(rows[2]).not.toMatch(/less than|about/);
});

it('accepts the next customer with Alt+A by physical key, whatever the layout types', async () => {
  const waiting = consultation('q', { state: 'waiting', agent: null, queuePosition: 1 });
  const { rest } = open({ queue: [waiting] }, '/console/#/queue');
  await until(() => byTestId('queue-row'), 'the queue');
  await press(window, { code: 'KeyA', key: 'å', altKey: true });
  await until(() => byTestId('composer-input'), 'the accepted conversation');
  expect(requests(rest, '/v1/desk/queue/accept-next')).toHaveLength(1);
  expect(location.hash).toBe('#/mine/q');
});

it('stays where the agent went while the next customer was asked for', async () => {
  const waiting = consultation('q', { state: 'waiting', agent: null, queuePosition: 1 });
  const { rest } = open({ mine: [consultation('a'), consultation('b')], queue: [waiting] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the conversation');
  const answer = holdAnswers(rest, '/v1/desk/queue/accept-next');
  await press(window, { code: 'KeyA', key: 'a', altKey: true });
  await until(() => requests(rest, '/v1/desk/queue/accept-next').length === 1, 'the request');
  await listed('b');
  await click(rowOf('b'));
  await answer();
  await until(() => document.querySelector('[data-consultation=q]'), 'the new row');
  expect(location.hash).toBe('#/mine/b');
});

it('leaves the next agent alone with what the one before had asked for', async () => {
  const waiting = consultation('q', { state: 'waiting', agent: null, queuePosition: 1 });
  const { rest } = open({ mine: [consultation('a')], queue: [waiting], password: 'correct horse' });
  await until(() => document.querySelector('[data-consultation=a]'), 'the list');
  await until(() => byTestId('tab-queue')?.textContent?.includes('1'), 'the queue');
  const accepted = holdAnswers(rest, '/v1/desk/queue/accept-next');
  await press(window, { code: 'KeyA', key: 'a', altKey: true });
  await until(() => requests(rest, '/v1/desk/queue/accept-next').length === 1, 'the request');
  const signedOut = holdAnswers(rest, '/v1/console/logout');
  await click(get('[data-testid=settings-menu]'));
  await click(get('[data-testid=sign-out]'));
  await click(get('[data-testid=sign-out-confirm]'));
  await until(() => requests(rest, '/v1/console/logout').length === 1, 'the goodbye');
  // It has reached the server already: the desk's next question ends the session before the answer comes.
  rest.state.failures.set('/v1/desk/status', { status: 401, code: 'unauthenticated' });
  await click(get('[data-testid=presence-menu]'));
  await until(() => byTestId('presence-busy'), 'the menu');
  await click(get('[data-testid=presence-busy]'));
  await until(() => byTestId('login-form'), 'the sign-in page');
  rest.state.failures.clear();
  await type(get('[name=uid]'), 'agent-1');
  await type(get('[name=password]'), 'correct horse');
  await click(get('[data-testid=login-form] [type=submit]'));
  await until(() => byTestId('admit-online'), 'the question');
  await click(get('[data-testid=admit-online]'));
  await until(() => byTestId('workbench'), 'the desk');
  await accepted();
  await signedOut();
  expect(byTestId('workbench')).not.toBeNull();
  expect(location.hash).toBe('#/mine');
});

it('does not wait for what the browser thinks of the network', async () => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('resolve'), 'the conversation');
  window.dispatchEvent(new Event('offline'));
  await click(get('[data-testid=resolve]'));
  await click(get('[data-testid=undo-close]'));
  await until(() => requests(rest, '/v1/desk/consultations/a/resolve').length === 1, 'the request');
  window.dispatchEvent(new Event('online'));
});

it('holds the last row of the queue, too, while the pointer is over it', async () => {
  const { rest, server } = open(
    { queue: [consultation('q', { state: 'waiting', agent: null, queuePosition: 1 })] },
    '/console/#/queue',
  );
  await until(() => byTestId('queue-row'), 'the queue');
  await until(() => server.sessions.size === 1, 'the connection');
  act(() => {
    get('[data-testid=queue-row]').dispatchEvent(
      new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse', relatedTarget: document.body }),
    );
  });
  rest.state.queue.length = 0;
  await act(async () => server.push('agent-1', { notice: { queue: { teamId: 'team-1' } } }));
  await until(() => byTestId('updates-pill') ?? byTestId('queue-empty'), 'the change');
  expect(byTestId('queue-row')).not.toBeNull();
  await click(get('[data-testid=updates-pill]'));
  await until(() => byTestId('queue-empty'), 'the empty queue');

  // The row went without the pointer leaving it: nothing is held any more.
  for (const id of ['q2', 'q3']) {
    rest.state.queue.push(consultation(id, { state: 'waiting', agent: null, queuePosition: 1 }));
    await act(async () => server.push('agent-1', { notice: { queue: { teamId: 'team-1' } } }));
    const shown = () => document.querySelectorAll('[data-testid=queue-row]').length;
    await until(() => shown() === rest.state.queue.length, 'the new row');
  }
});

it('offers to go online when there is nothing to do because the agent is away', async () => {
  const { rest } = open({ me: { ...ME, agent: { status: 'away', capacity: 5, load: 0, teams: [] } } });
  await until(() => byTestId('go-online'), 'the button');
  await click(get('[data-testid=go-online]'));
  await until(() => !byTestId('go-online'), 'the button to go');
  expect(requests(rest, '/v1/desk/status')[0]?.body).toEqual({ status: 'online' });
  expect(get('[data-testid=presence-menu]').getAttribute('data-status')).toBe('online');
});

it('shows the chosen status, whatever was asked before the choice', async () => {
  const { rest, server } = open();
  const answer = holdAnswers(rest, '/v1/console/me');
  await until(() => byTestId('mine-empty'), 'the desk');
  await until(() => server.sessions.size === 1, 'the connection');
  await click(get('[data-testid=presence-menu]'));
  await until(() => byTestId('presence-busy'), 'the menu');
  await click(get('[data-testid=presence-busy]'));
  await until(() => requests(rest, '/v1/desk/status').length === 1, 'the status');
  await answer();
  const shown = () => get('[data-testid=presence-menu]').getAttribute('data-status');
  await until(() => shown() === 'busy', 'the status');
});

it('asks before going offline with open conversations, and only then', async () => {
  const statuses = (rest: ReturnType<typeof open>['rest']) =>
    requests(rest, '/v1/desk/status').map(({ body }) => (body as { status: string }).status);
  const choose = async (status: string): Promise<void> => {
    await click(get('[data-testid=presence-menu]'));
    await until(() => byTestId(`presence-${status}`), 'the menu');
    await click(get(`[data-testid=presence-${status}]`));
  };
  const { rest } = open({ mine: [consultation('a')] });
  await until(() => document.querySelector('[data-consultation=a]'), 'the list');
  await choose('busy');
  await until(() => statuses(rest).length === 1, 'the status');
  await choose('offline');
  await until(() => byTestId('offline-dialog'), 'the question');
  expect(byTestId('offline-dialog')?.textContent).toContain('1 open consultation');
  expect(statuses(rest)).toEqual(['busy']);
  await click(get('[data-testid=offline-confirm]'));
  await until(() => statuses(rest).length === 2, 'the status');
  expect(statuses(rest)).toEqual(['busy', 'offline']);
});

it('says once, without counting seconds, that the connection is lost', async () => {
  const { server } = open({ mine: [consultation('a')] });
  await until(() => server.sessions.size === 1, 'the connection');
  server.webSocket = 'refuse';
  server.http = 'down';
  await act(async () => server.disconnect());
  await until(() => byTestId('retry-now'), 'the countdown');
  const spoken = [...document.querySelectorAll('[role=status]')].map(({ textContent }) => textContent).join();
  expect(spoken).toContain('Connection lost');
  expect(spoken).not.toMatch(/\d/);
});

it('re-reads the lists when a notice says that something changed', async () => {
  const { rest, server } = open();
  await until(() => byTestId('mine-empty'), 'the empty list');
  await until(() => server.sessions.size === 1, 'the connection');
  rest.state.mine.push(consultation('new'));
  await act(async () => {
    server.push('agent-1', {
      notice: {
        consultation: {
          consultationId: 'new',
          conversationId: 'thread-new',
          state: 'CONSULTATION_STATE_ASSIGNED',
          agentUid: 'agent-1',
        },
      },
    });
    server.push('agent-1', { notice: { agent: { status: 'busy', load: 4, capacity: 5 } } });
  });
  await until(() => document.querySelector('[data-consultation=new]'), 'the new conversation');
  expect(get('[data-testid=presence-menu]').textContent).toContain('4/5');
});

it('does not miss what happened while a list was read for the first time', async () => {
  const { rest, server } = open();
  const answer = holdAnswers(rest, '/v1/desk/consultations');
  await until(() => rest.state.requests.some(({ path }) => path === '/v1/desk/consultations'), 'the question');
  await until(() => server.sessions.size === 1, 'the connection');
  rest.state.mine.push(consultation('new'));
  await act(async () => {
    server.push('agent-1', { notice: { consultation: { consultationId: 'new', conversationId: 'thread-new' } } });
    await new Promise((resolve) => setTimeout(resolve, 350));
  });
  await answer();
  await until(() => document.querySelector('[data-consultation=new]'), 'the new conversation');
});

it('tells who took over and comes back on request', async () => {
  const { server } = open({ mine: [consultation('a')] });
  await until(() => server.sessions.size === 1, 'the connection');
  await act(async () =>
    server.goAway('agent-1', { reason: 'GO_AWAY_REASON_REPLACED', deviceName: 'Firefox on Linux' }),
  );
  await until(() => byTestId('connection-notice'), 'the notice');
  expect(byTestId('connection-notice')?.textContent).toMatch(/“Firefox on Linux” took over at \d?\d:\d\d/);
  await click(get('[data-testid=use-here]'));
  await until(() => !byTestId('connection-notice') && server.sessions.size === 1, 'the connection to be back');
});

it('loads a conversation that could not be loaded while another tab had the connection', async () => {
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  for (const text of ['one', 'two']) server.post('thread-a', 'customer-a', text);
  let asked = false;
  server.intercept = (_, frame) => {
    asked ||= Boolean(frame.history);
    return frame.history ? 'drop' : 'pass';
  };
  await until(() => asked, 'the question for the log');
  await act(async () => server.goAway('agent-1', { reason: 'GO_AWAY_REASON_REPLACED' }));
  await until(() => byTestId('error-card'), 'the error');
  server.intercept = () => 'pass';
  await click(get('[data-testid=use-here]'));
  await until(() => document.querySelectorAll('[data-testid=message]').length === 2, 'the log');
  expect(byTestId('error-card')).toBeNull();
});

it('signs out without the server, and says first what is lost', async () => {
  const { rest, server } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => server.sessions.size === 1, 'the connection');
  await until(() => byTestId('composer-input'), 'the composer');
  server.intercept = (_, frame) => (frame.send ? 'drop' : 'pass');
  await type(get('[data-testid=composer-input]'), 'not sent');
  await press(get('[data-testid=composer-input]'), { key: 'Enter', keyCode: 13 });
  await click(get('[data-testid=settings-menu]'));
  await click(get('[data-testid=sign-out]'));
  await until(() => byTestId('sign-out-dialog'), 'the question');
  expect(byTestId('sign-out-dialog')?.textContent).toContain('1 message was not sent');
  rest.silent.add('/v1/console/logout');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await click(get('[data-testid=sign-out-confirm]'));
  await act(async () => {
    await vi.advanceTimersByTimeAsync(3_000);
  });
  vi.useRealTimers();
  await until(() => byTestId('login-form'), 'the sign-in page');
});

it('shows what failed, with the request id, and loads on retry', async () => {
  const { rest } = open({ failures: new Map([['/v1/desk/consultations', { status: 403, code: 'forbidden' }]]) });
  await until(() => byTestId('error-card'), 'the error');
  expect(byTestId('error-card')?.textContent).toContain('req-7f3a91c2');
  rest.state.failures.clear();
  await click(get('[data-testid=error-card] > button'));
  await until(() => byTestId('mine-empty'), 'the list');
});

it('goes on with another token when the present one ran out, and ends only when the browser is signed out', async () => {
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a');
  await until(() => byTestId('composer-input'), 'the conversation');
  await type(get('[data-testid=composer-input]'), 'in the middle of a word');
  let refused = 0;
  const { fetch } = rest;
  rest.fetch = async (input, init) => {
    const request = new Request(input, init);
    // As a server that has forgotten the first token.
    if (request.headers.get('Authorization') !== 'Bearer token-1') return fetch(request);
    refused += 1;
    return new Response('{"code":"token_expired"}', { status: 401 });
  };
  await click(get('[data-testid=tab-resolved]'));
  await until(() => byTestId('resolved-empty'), 'the answer');
  expect(refused).toBeGreaterThan(0);
  expect((get('[data-testid=composer-input]') as HTMLTextAreaElement).value).toBe('in the middle of a word');

  rest.state.signedIn = false;
  rest.state.failures.set('/v1/desk/', { status: 401, code: 'token_expired' });
  await click(get('[data-testid=tab-queue]'));
  await click(get('[data-testid=presence-menu]'));
  await until(() => byTestId('presence-busy'), 'the menu');
  await click(get('[data-testid=presence-busy]'));
  await until(() => byTestId('login-form'), 'the sign-in page');
  expect(document.body.textContent).toContain('Your sign-in has ended');
});
