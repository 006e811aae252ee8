/** The life of a visitor's session, from the first open to the last word, against fakes of everything outside. */
import type { Intercept } from '@skein/sdk/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildRows } from '../src/frame/features/talk/log/rows';
import { AGENT, type Answer, consultation, deferred, jwt, setUp, THREAD, thread, VISITOR } from './fakes';

let desk: ReturnType<typeof setUp>;
beforeEach(() => {
  localStorage.clear();
  desk = setUp();
});
afterEach(async () => {
  await Promise.all(desk.clients.map((client) => client.close()));
});

const texts = () =>
  desk.state.conversation.value?.messages.map(({ content }) =>
    content.type === 'text' ? content.text : content.type,
  ) ?? [];

describe('starting', () => {
  test('a stranger costs nothing until the chat is opened', async () => {
    desk.begin();
    await desk.settle();
    expect(desk.rest.calls).toEqual([]);
    desk.controller.handleHost({ type: 'visibility', open: true });
    await desk.settle();
    expect(desk.rest.calls.map(({ path }) => path)).toEqual([
      '/v1/widget/sites/demo/config',
      '/v1/widget/sites/demo/sessions',
      '/v1/widget/thread',
      // Asked again once it is connected: until then no push would have arrived.
      '/v1/widget/thread',
    ]);
    expect(desk.state.phase.value.name).toBe('ready');
    expect(desk.state.connection.value?.state).toBe('online');
  });

  test('a returning visitor is connected while the panel is closed, and hears of an answer', async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    desk.begin();
    await desk.settle();
    expect(desk.rest.to('sessions')[0]?.body).toEqual({ visitorToken: 'vt-1', locale: 'en' });
    desk.server.post(THREAD, AGENT, 'One photo is **missing**.');
    await desk.settle();
    expect(desk.last('unread')).toEqual({ type: 'unread', count: 1 });
    expect(desk.last('last_message')?.message).toEqual({ author: 'Fang', text: 'One photo is missing.' });
    expect(desk.toHost).toContainEqual({ type: 'event', name: 'message', detail: 'One photo is missing.' });
  });

  test('what is unread is told to the page once, not with everything that happens', async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    desk.begin();
    await desk.settle();
    desk.server.post(THREAD, AGENT, 'Hello');
    await desk.settle();
    const told = () => desk.toHost.filter(({ type }) => type === 'unread' || type === 'last_message');
    const before = told().length;
    for (const typing of [true, false]) {
      desk.server.push(VISITOR, { typing: { conversationId: THREAD, uid: AGENT, typing } });
      await desk.settle();
    }
    expect(told()).toHaveLength(before);
    desk.server.post(THREAD, AGENT, 'Hello again');
    await desk.settle();
    expect(told().slice(before)).toEqual([
      { type: 'unread', count: 2 },
      { type: 'last_message', message: { author: 'Fang', text: 'Hello again' } },
    ]);
  });

  test('a hidden tab leaves the connection to the one that is looked at', async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    desk = setUp({ visible: false });
    desk.begin();
    await desk.settle();
    expect(desk.rest.calls).toEqual([]);
    desk.shown.value = true;
    await desk.settle();
    expect(desk.state.phase.value.name).toBe('ready');
  });

  test('a site for signed-in customers asks for nothing but a sign-in', async () => {
    desk.rest.answers.config = () => ({ body: { siteKey: 'demo', identityMode: 'verified_only' } });
    desk.begin({ open: true });
    await desk.settle();
    expect(desk.state.phase.value).toEqual({ name: 'sign_in', expired: false });
    expect(desk.rest.to('sessions')).toEqual([]);
    desk.server.world.addConversation(THREAD, ['emma', AGENT], { kind: 'thread' });
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    await desk.settle();
    expect(desk.state.phase.value.name).toBe('ready');
  });

  test('a failure keeps its request id, and another try works', async () => {
    const before = desk.rest.answers.sessions;
    desk.rest.answers.sessions = () => ({ status: 503, body: { code: 'overloaded', requestId: 'req-7' } });
    desk.begin({ open: true });
    await desk.settle();
    expect(desk.state.phase.value).toMatchObject({ name: 'failed', problem: { kind: 'server', requestId: 'req-7' } });
    if (before) desk.rest.answers.sessions = before;
    desk.controller.retry();
    await desk.settle();
    expect(desk.state.phase.value.name).toBe('ready');
  });

  describe('a first page that does not come', () => {
    const refuse: Intercept = (direction, { history }) =>
      direction === 'up' && history ? { reply: { error: { code: 'ERROR_CODE_INTERNAL', retryable: false } } } : 'pass';
    beforeEach(async () => {
      desk.server.post(THREAD, AGENT, 'Welcome back');
      desk.server.intercept = refuse;
      desk.begin({ open: true });
      await desk.settle();
      expect(desk.state.loadProblem.value?.kind).toBe('server');
      expect(texts()).toEqual([]);
      desk.server.intercept = () => 'pass';
    });

    test('is asked for again by the visitor', async () => {
      desk.controller.retry();
      await desk.settle();
      expect(desk.state.loadProblem.value).toBeNull();
      expect(texts()).toEqual(['Welcome back']);
    });

    test('is asked for again when the connection is back', async () => {
      desk.server.disconnect(VISITOR);
      await desk.clock.advance(20_000);
      await desk.settle();
      expect(desk.state.loadProblem.value).toBeNull();
      expect(texts()).toEqual(['Welcome back']);
    });
  });

  test('a session that ended under a live chat is started again with one chat', async () => {
    desk.begin({ open: true });
    await desk.settle();
    const { sessions } = desk.rest.answers;
    desk.rest.answers.sessions = () => ({ status: 401, body: { code: 'unauthenticated' } });
    desk.server.refuseToken(`token:${VISITOR}`, 'UNAUTHENTICATED');
    desk.server.disconnect(VISITOR);
    await desk.clock.advance(20_000);
    await desk.settle();
    expect(desk.state.phase.value.name).toBe('failed');
    desk.rest.answers.sessions = async (body) => {
      const answer = await sessions?.(body);
      return { body: { ...(answer?.body as object), token: desk.server.token(VISITOR, 'newer') } };
    };
    desk.controller.retry();
    await desk.settle();
    expect(desk.state.connection.value?.state).toBe('online');
    expect(desk.clients.map(({ state }) => state === 'closed')).toEqual([true, false]);
  });

  test('whoever was in the middle of something goes on there', async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    desk.rest.answers.thread = () => thread({});
    desk.begin();
    await desk.settle();
    desk.controller.handleHost({ type: 'visibility', open: true });
    expect(desk.state.view.value).toBe('chat');
  });
});

describe('talking', () => {
  beforeEach(async () => {
    desk.begin({ open: true, clue: { product: { id: 'p1', title: 'Bag' } } });
    desk.controller.showChat();
    await desk.settle();
  });

  test('the clue is known before the first message, with the channel', () => {
    expect(desk.rest.to('thread')[0]?.body).toEqual({ clue: { channel: 'web', product: { id: 'p1', title: 'Bag' } } });
  });

  test('a newer clue reaches the server ahead of the message it belongs to', async () => {
    desk.controller.handleHost({ type: 'clue', clue: { product: { id: 'p2', title: 'Hat' } } });
    const order: string[] = [];
    desk.rest.answers.thread = () => {
      order.push('clue');
      return thread();
    };
    desk.server.intercept = (direction, frame) => {
      if (direction === 'up' && frame.send) order.push('message');
      return 'pass';
    };
    await desk.controller.send('Is it still there?');
    await desk.settle();
    expect(order).toEqual(['clue', 'message']);
  });

  describe('while the newer clue is on its way', () => {
    let arrive: () => void;
    beforeEach(() => {
      const answer = deferred<Answer>();
      arrive = () => answer.resolve(thread());
      desk.rest.answers.thread = () => answer.promise;
      desk.controller.handleHost({ type: 'clue', clue: { product: { id: 'p2', title: 'Hat' } } });
    });

    test('no message overtakes another, and one call is made for all', async () => {
      const before = desk.rest.to('thread').length;
      void desk.controller.send('one');
      void desk.controller.send('two');
      await desk.settle();
      expect(texts()).toEqual([]);
      expect(desk.rest.to('thread')).toHaveLength(before + 1);
      arrive();
      await desk.settle();
      expect(texts()).toEqual(['one', 'two']);
    });

    test('all messages together wait no longer than two seconds', async () => {
      void desk.controller.send('one');
      void desk.controller.send('two');
      await desk.clock.advance(2_000);
      await desk.settle();
      expect(texts()).toEqual(['one', 'two']);
    });

    test('a page that ends finds the words again, in the box', async () => {
      void desk.controller.send('one');
      desk.controller.keepDraft('half of tw');
      expect(desk.controller.draft()).toBe('half of tw');
      expect(setUp().controller.draft()).toBe('one\nhalf of tw');
      await desk.settle();
      arrive();
      await desk.settle();
      expect(texts()).toEqual(['one']);
      expect(setUp().controller.draft()).toBe('half of tw');
    });

    test('whoever signs in takes the words along, not into the thread of before', async () => {
      void desk.controller.send('one');
      await desk.settle();
      desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
      arrive();
      await desk.settle();
      expect(desk.controller.draft()).toBe('one');
      expect(desk.server.requests.filter(({ send }) => send)).toEqual([]);
    });
  });

  test('a clue that the server did not take is told ahead of the next message', async () => {
    const before = desk.rest.to('thread').length;
    desk.rest.answers.thread = () => ({ status: 503, body: null });
    desk.controller.handleHost({ type: 'clue', clue: { product: { id: 'p2', title: 'Hat' } } });
    await desk.controller.send('one');
    await desk.settle();
    expect(texts()).toEqual(['one']);
    desk.rest.answers.thread = () => thread();
    await desk.controller.send('two');
    await desk.controller.send('three');
    await desk.settle();
    const told = desk.rest.to('thread').map(({ body }) => (body.clue as { product: { id: string } }).product.id);
    expect(told.slice(before)).toEqual(['p2', 'p2']);
  });

  test('sending works before anybody receives, and the queue is what the server pushes', async () => {
    await desk.controller.send('Anybody there?');
    await desk.settle();
    desk.notice({ state: 'CONSULTATION_STATE_WAITING', queuePosition: 4, waitEstimateS: 200, teamName: 'Advisors' });
    await desk.settle();
    expect(desk.state.consultation.value).toMatchObject({
      state: 'waiting',
      queuePosition: 4,
      queueStart: 4,
      waitEstimateS: 200,
    });
    desk.notice({ state: 'CONSULTATION_STATE_WAITING', queuePosition: 2, waitEstimateS: 90 });
    await desk.settle();
    expect(desk.state.consultation.value).toMatchObject({ queuePosition: 2, queueStart: 4, teamName: 'Advisors' });
    await desk.controller.send('It is about my order.');
    desk.notice({ state: 'CONSULTATION_STATE_ASSIGNED', agentUid: AGENT, agentName: 'Fang' });
    await desk.settle();
    expect(desk.state.consultation.value).toMatchObject({ state: 'assigned', agentName: 'Fang', queuePosition: 0 });
    expect(texts()).toEqual(['Anybody there?', 'It is about my order.']);
    expect(desk.toHost.filter((message) => message.type === 'event' && message.name === 'consultation')).toHaveLength(
      2,
    );
  });

  test('whose agent had to leave is in the queue again, whatever the event is called', async () => {
    desk.notice({ state: 'CONSULTATION_STATE_WAITING', queuePosition: 6 });
    desk.notice({ state: 'CONSULTATION_STATE_ASSIGNED', agentUid: AGENT, agentName: 'Fang' });
    await desk.settle();
    desk.server.post(THREAD, '', { system: { kind: 'NEWER_THAN_THIS' as 'SYSTEM_EVENT_KIND_UNSPECIFIED' } });
    desk.notice({ state: 'CONSULTATION_STATE_WAITING', queuePosition: 2 });
    await desk.settle();
    expect(desk.state.consultation.value).toMatchObject({
      state: 'waiting',
      queuePosition: 2,
      queueStart: 2,
      agentName: '',
    });
    expect(desk.state.agentOnline.value).toBeNull();
    expect(desk.state.unread.value).toEqual([]);
    expect(buildRows(desk.state.conversation.value?.messages ?? [])).toEqual([]);
    desk.notice({ state: 'CONSULTATION_STATE_NEWER' as 'CONSULTATION_STATE_UNSPECIFIED' });
    await desk.settle();
    expect(desk.state.consultation.value?.state).toBe('waiting');
  });

  test('what is read is marked, but only while somebody looks at it', async () => {
    const readSeq = () => desk.server.world.conversations.get(THREAD)?.members.get(VISITOR)?.readSeq;
    desk.server.post(THREAD, AGENT, 'Hello');
    await desk.settle();
    expect(readSeq()).toBe(1);
    desk.shown.value = false;
    desk.server.post(THREAD, AGENT, 'Still there?');
    await desk.settle();
    expect(readSeq()).toBe(1);
    desk.shown.value = true;
    await desk.settle();
    expect(readSeq()).toBe(2);
    desk.state.atEnd.value = false;
    desk.server.post(THREAD, AGENT, 'Below the fold');
    await desk.settle();
    expect(readSeq()).toBe(2);
  });

  test('resolving and rating go to the right consultation', async () => {
    desk.notice({ state: 'CONSULTATION_STATE_ASSIGNED', agentUid: AGENT, agentName: 'Fang' });
    await desk.settle();
    await desk.controller.conclude('c1', 'resolve', {});
    expect(desk.state.consultation.value).toMatchObject({ state: 'resolved', canRate: true });
    await desk.controller.conclude('c1', 'rating', { score: 5, tags: ['solved'], comment: '' });
    expect(desk.rest.to('rating')[0]).toMatchObject({
      path: '/v1/widget/consultations/c1/rating',
      body: { score: 5, tags: ['solved'], comment: '' },
      token: `token:${VISITOR}`,
    });
    expect(desk.state.consultation.value?.canRate).toBe(false);
  });

  test.each([
    ['somebody else is here', () => desk.controller.handleHost({ type: 'logout' }), undefined],
    [
      'the next consultation has begun',
      () => desk.notice({ consultationId: 'c2', state: 'CONSULTATION_STATE_WAITING', queuePosition: 1 }),
      { id: 'c2', state: 'waiting' },
    ],
  ])('an ended consultation is not shown when %s', async (_, happen, expected) => {
    desk.notice({ state: 'CONSULTATION_STATE_ASSIGNED', agentUid: AGENT, agentName: 'Fang' });
    await desk.settle();
    const answer = deferred<Answer>();
    desk.rest.answers.resolve = () => answer.promise;
    const ending = desk.controller.conclude('c1', 'resolve', {});
    await desk.settle();
    happen();
    await desk.settle();
    answer.resolve({ body: consultation({ state: 'resolved', canRate: true }) });
    await ending;
    if (expected === undefined) expect(desk.state.consultation.value).toBeNull();
    else expect(desk.state.consultation.value).toMatchObject(expected);
  });

  test('history comes page by page', async () => {
    for (let number = 1; number <= 70; number += 1) desk.server.post(THREAD, AGENT, `line ${number}`);
    const fresh = setUp();
    desk.clients.push(...fresh.clients);
    desk = fresh;
    for (let number = 1; number <= 70; number += 1) desk.server.post(THREAD, AGENT, `line ${number}`);
    desk.begin({ open: true });
    await desk.settle();
    expect(texts()).toHaveLength(30);
    await Promise.all([desk.controller.loadOlder(), desk.settle()]);
    expect(texts()).toHaveLength(60);
    await Promise.all([desk.controller.loadOlder(), desk.settle()]);
    expect(texts()[0]).toBe('line 1');
    expect(desk.state.conversation.value?.hasMoreBefore).toBe(false);
    expect(
      buildRows(desk.state.conversation.value?.messages ?? []).filter((row) => row.kind === 'message'),
    ).toHaveLength(70);
  });
});

describe('how the consultation stands', () => {
  const WAITING = { state: 'waiting', agent: null, queuePosition: 1 };
  const stands = () => desk.state.consultation.value?.state;
  const assign = async () => {
    desk.notice({ state: 'CONSULTATION_STATE_ASSIGNED', agentUid: AGENT, agentName: 'Fang' });
    await desk.settle();
  };
  const lose = async () => {
    desk.server.disconnect(VISITOR);
    await desk.settle();
  };
  const reconnect = async () => {
    await desk.clock.advance(20_000);
    await desk.settle();
    expect(desk.state.connection.value?.state).toBe('online');
  };

  test('what happened between the first answer and the connection is not missed', async () => {
    // The network swallows WebSocket: long poll follows after a while.
    desk.server.webSocket = 'stall';
    desk.rest.answers.thread = () => thread(WAITING);
    desk.begin({ open: true });
    await desk.settle();
    expect(stands()).toBe('waiting');
    desk.rest.answers.thread = () => thread({});
    await assign();
    expect(stands()).toBe('waiting');
    await reconnect();
    expect(stands()).toBe('assigned');
  });

  describe('once connected', () => {
    beforeEach(async () => {
      desk.rest.answers.thread = () => thread(WAITING);
      desk.begin({ open: true });
      await desk.settle();
    });

    /** A question that is on its way until it is answered here. */
    async function slowQuestion() {
      desk.notice({ state: 'CONSULTATION_STATE_RESOLVED' });
      await desk.settle();
      const answer = deferred<Answer>();
      desk.rest.answers.thread = () => answer.promise;
      desk.controller.handleHost({ type: 'clue', clue: { pageUrl: 'https://shop.test/2' } });
      void desk.controller.send('One more thing');
      await desk.settle();
      return answer;
    }

    test('it is asked once after a lost connection', async () => {
      const before = desk.rest.to('thread').length;
      await lose();
      desk.rest.answers.thread = () => thread({});
      await reconnect();
      await desk.clock.advance(600_000);
      await desk.settle();
      expect(desk.rest.to('thread')).toHaveLength(before + 1);
      expect(desk.state.consultation.value?.agentName).toBe('Fang');
    });

    test('it is asked until there is an answer', async () => {
      await lose();
      desk.rest.answers.thread = () => ({ status: 503, body: null });
      await reconnect();
      expect(stands()).toBe('waiting');
      desk.rest.answers.thread = () => thread({});
      await desk.clock.advance(60_000);
      await desk.settle();
      expect(stands()).toBe('assigned');
    });

    test('it is not asked for ever of a server that says no', async () => {
      await lose();
      desk.rest.answers.thread = () => ({ status: 403, body: null });
      await reconnect();
      const before = desk.rest.to('thread').length;
      await desk.clock.advance(600_000);
      await desk.settle();
      expect(desk.rest.to('thread')).toHaveLength(before);
    });

    test('an answer from before a push does not undo it', async () => {
      const answer = await slowQuestion();
      await assign();
      answer.resolve(thread(WAITING));
      await desk.settle();
      expect(stands()).toBe('assigned');
    });

    test('an answer from before the reconnect does not stand for one from after it', async () => {
      const answer = await slowQuestion();
      await lose();
      await reconnect();
      desk.rest.answers.thread = () => thread({});
      answer.resolve(thread(WAITING));
      await desk.settle();
      expect(stands()).toBe('assigned');
    });
  });
});

test('an agent of earlier days keeps their name, as the log tells it', async () => {
  desk.server.post(THREAD, '', {
    system: { kind: 'SYSTEM_EVENT_KIND_CONSULTATION_ASSIGNED', subjectUid: 'old-li', subjectName: 'Li' },
  });
  desk.server.post(THREAD, 'old-li', 'That was yesterday');
  desk.begin({ open: true });
  await desk.settle();
  expect(desk.state.nameOf('old-li')).toBe('Li');
  expect(desk.state.nameOf('nobody')).toBe('');
});

describe('several windows', () => {
  test('one that was replaced stays quiet until the reader turns to it', async () => {
    desk.begin({ open: true });
    await desk.settle();
    desk.server.goAway(VISITOR, { reason: 'GO_AWAY_REASON_REPLACED', deviceName: 'Test' });
    await desk.settle();
    expect(desk.state.connection.value).toMatchObject({ state: 'closed', code: 'replaced' });
    await desk.clock.advance(60_000);
    await desk.settle();
    expect(desk.state.connection.value?.state).toBe('closed');
    desk.turnTo();
    await desk.settle();
    expect(desk.state.connection.value?.state).toBe('online');
  });

  describe('after the network was away', () => {
    let beside: typeof desk;
    const states = () => [desk, beside].map(({ state }) => state.connection.value?.state);
    const network = (there: boolean) => {
      desk.server.webSocket = there ? 'open' : 'refuse';
      desk.server.http = there ? 'up' : 'down';
    };
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 5_000) {
        await desk.clock.advance(5_000);
        await desk.settle();
      }
    };

    beforeEach(async () => {
      desk.begin({ open: true });
      await desk.settle();
      network(false);
      desk.server.disconnect(VISITOR);
      await desk.settle();
      desk.show(false);
      beside = setUp({ beside: desk });
      beside.begin({ open: true });
      await pass(30_000);
      network(true);
      await pass(180_000);
    });
    afterEach(async () => {
      await Promise.all(beside.clients.map((client) => client.close()));
    });

    test('a hidden one leaves the connection to the one that is looked at', () => {
      expect(states()).toEqual(['reconnecting', 'online']);
    });

    test('the hidden one connects when the reader turns to it', async () => {
      beside.show(false);
      desk.show(true);
      await desk.settle();
      expect(states()).toEqual(['online', 'closed']);
    });

    test('the hidden one connects when the other one is not looked at any more', async () => {
      beside.show(false);
      await pass(10_000);
      expect(states()).toEqual(['online', 'closed']);
    });
  });
});

describe('signing in and out', () => {
  test('identify switches to the customer and leaves nothing of the visitor on the screen', async () => {
    desk.begin({ open: true });
    await desk.settle();
    await desk.controller.send('as a stranger');
    await desk.settle();
    desk.server.world.addConversation('thread-emma', ['emma', AGENT], { kind: 'thread' });
    desk.rest.answers.thread = () => thread(null, 'thread-emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    expect(desk.state.conversation.value).toBeNull();
    await desk.settle();
    expect(desk.state.session.value).toMatchObject({ uid: 'emma', verified: true });
    expect(texts()).toEqual([]);
    expect(desk.clients[0]?.state).toBe('closed');
  });

  test('a start that is under way for the visitor opens nothing for the customer', async () => {
    desk.server.world.addConversation(THREAD, ['emma', AGENT], { kind: 'thread' });
    desk.begin({ open: true });
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    await desk.settle();
    expect(desk.state.session.value?.uid).toBe('emma');
    expect(desk.clients).toHaveLength(1);
  });

  test('what a visitor sent and nobody stored goes along to whom the page names', async () => {
    desk.begin({ open: true });
    await desk.settle();
    desk.server.webSocket = 'refuse';
    desk.server.http = 'down';
    desk.server.disconnect(VISITOR);
    await desk.controller.send('Where is my order?');
    desk.controller.keepDraft('Its number is');
    desk.server.webSocket = 'open';
    desk.server.http = 'up';
    desk.server.world.addConversation('thread-emma', ['emma', AGENT], { kind: 'thread' });
    desk.rest.answers.thread = () => thread(null, 'thread-emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    await desk.settle();
    expect(desk.state.session.value?.uid).toBe('emma');
    expect(desk.controller.draft()).toBe('Where is my order?\nIts number is');
    // Whoever comes back as the visitor does not send it a second time.
    expect(await desk.outbox.list(`${desk.server.url}|${VISITOR}`)).toEqual([]);
  });

  test('what is on its way while the page names the visitor is not put into the box again', async () => {
    desk.begin({ open: true });
    await desk.settle();
    desk.server.hold();
    await desk.controller.send('Where is my order?');
    await desk.settle();
    expect(desk.state.conversation.value?.messages.map(({ status }) => status)).toEqual(['sending']);
    desk.server.world.addConversation('thread-emma', ['emma', AGENT], { kind: 'thread' });
    desk.rest.answers.thread = () => thread(null, 'thread-emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    desk.server.release();
    await desk.settle();
    expect(desk.server.world.conversations.get(THREAD)?.log).toMatchObject([
      { content: { text: { text: 'Where is my order?' } } },
    ]);
    expect(desk.controller.draft()).toBe('');
  });

  test('what a customer sent and nobody stored stays theirs', async () => {
    desk.server.world.addConversation(THREAD, ['emma', AGENT], { kind: 'thread' });
    desk.begin({ open: true, identityToken: jwt('emma') });
    await desk.settle();
    desk.server.webSocket = 'refuse';
    desk.server.http = 'down';
    desk.server.disconnect('emma');
    await desk.controller.send('from Emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('li') });
    await desk.settle();
    expect(desk.controller.draft()).toBe('');
    expect(await desk.outbox.list(`${desk.server.url}|emma`)).toHaveLength(1);
  });

  test('a visitor whom the server forgot goes on as a new one, with the words that were not sent', async () => {
    desk.begin({ open: true });
    desk.controller.showChat();
    await desk.settle();
    const { sessions } = desk.rest.answers;
    desk.server.disconnect(VISITOR);
    await desk.controller.send('not sent');
    desk.controller.keepDraft('half a sentence');
    desk.server.refuseToken(`token:${VISITOR}`, 'UNAUTHENTICATED');
    desk.server.world.addConversation('thread-2', ['visitor-2', AGENT], { kind: 'thread' });
    desk.rest.answers.thread = () => thread(null, 'thread-2');
    desk.rest.answers.sessions = async (body) => {
      if (body.visitorToken === 'vt-1') return { status: 401, body: { code: 'unauthenticated' } };
      const answer = await sessions?.(body);
      return {
        body: { ...(answer?.body as object), token: 'token:visitor-2', uid: 'visitor-2', visitorToken: 'vt-2' },
      };
    };
    await desk.clock.advance(20_000);
    await desk.settle();
    expect(desk.state.session.value?.uid).toBe('visitor-2');
    expect(desk.state.connection.value).toMatchObject({ state: 'online', uid: 'visitor-2' });
    expect(desk.state.conversation.value?.id).toBe('thread-2');
    expect(desk.clients.map(({ state }) => state)).toEqual(['closed', 'online']);
    expect(desk.controller.draft()).toBe('not sent\nhalf a sentence');
  });

  test('logout wipes storage and comes back as somebody new', async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    desk.begin({ open: true });
    await desk.settle();
    desk.controller.keepDraft('half a secret');
    desk.controller.handleHost({ type: 'logout' });
    await desk.settle();
    expect(desk.controller.draft()).toBe('');
    expect(desk.rest.to('sessions').at(-1)?.body).toEqual({ locale: 'en' });
  });

  test('logout wipes what waits to be sent, also of chats that have not begun on this page', async () => {
    const unsent = () => Promise.all(['emma', VISITOR].map((uid) => outbox.list(`${desk.server.url}|${uid}`)));
    const { outbox } = desk;
    for (const identityToken of [jwt('emma'), null]) {
      desk = setUp({ outbox });
      desk.server.webSocket = 'refuse';
      desk.server.http = 'down';
      desk.begin({ open: true, identityToken });
      await desk.settle();
      await desk.controller.send('my card number is 4111');
      await Promise.all(desk.clients.map((client) => client.close()));
      localStorage.removeItem('skein:demo:signed-in');
    }
    expect((await unsent()).map(({ length }) => length)).toEqual([1, 1]);
    // The next page is the shop's goodbye.
    desk = setUp({ outbox });
    desk.begin({ forget: true });
    await desk.settle();
    expect(desk.rest.calls).toEqual([]);
    expect(await unsent()).toEqual([[], []]);
  });

  test('a page whose customer was signed in gets a moment to say so again', async () => {
    vi.useFakeTimers();
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    localStorage.setItem('skein:demo:signed-in', '1');
    desk.begin({ open: true });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(desk.rest.calls).toEqual([]);
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    await vi.advanceTimersByTimeAsync(10);
    vi.useRealTimers();
    expect(desk.rest.to('sessions').map(({ body }) => Object.keys(body))).toEqual([
      ['identityToken', 'visitorToken', 'locale'],
    ]);
  });

  test('without a word it goes on as the visitor', async () => {
    vi.useFakeTimers();
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    localStorage.setItem('skein:demo:signed-in', '1');
    desk.begin({ open: true });
    await vi.advanceTimersByTimeAsync(1_600);
    vi.useRealTimers();
    expect(desk.rest.to('sessions')[0]?.body).toMatchObject({ visitorToken: 'vt-1' });
  });

  test('the draft of one customer is not shown to another one on the next page, nor to a stranger', async () => {
    desk.begin({ open: true, identityToken: jwt('emma') });
    desk.controller.keepDraft('from Emma');
    for (const [token, text] of [
      [null, ''],
      [jwt('emma'), 'from Emma'],
      [jwt('noah'), ''],
    ] as const) {
      const next = setUp({ visible: false });
      next.begin({ identityToken: token });
      expect(next.controller.draft()).toBe(text);
    }
  });

  test('the draft of a stranger is theirs also when they sign in on the next page', () => {
    desk.controller.keepDraft('from a stranger');
    desk = setUp({ visible: false });
    desk.begin({ identityToken: jwt('emma') });
    expect(desk.controller.draft()).toBe('from a stranger');
  });

  test('whoever is named during a talk stays in it, and whoever comes after a logout begins at the front', async () => {
    desk.begin({ open: true });
    await desk.settle();
    desk.controller.showChat();
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    await desk.settle();
    expect(desk.state.view.value).toBe('chat');
    desk.controller.handleHost({ type: 'logout' });
    expect(desk.state.view.value).toBe('home');
  });

  test('an answer about the person before is not shown to the next', async () => {
    desk.begin({ open: true });
    await desk.settle();
    const late = deferred<Answer>();
    desk.rest.answers.thread = () => late.promise;
    desk.controller.handleHost({ type: 'clue', clue: { pageUrl: 'https://shop.test/2' } });
    void desk.controller.send('Where is my order?');
    await desk.settle();
    desk.rest.answers.thread = () => thread();
    desk.controller.handleHost({ type: 'logout' });
    await desk.settle();
    late.resolve(thread({ teamName: 'of the person before' }));
    await desk.settle();
    expect(desk.state.phase.value.name).toBe('ready');
    expect(desk.state.consultation.value).toBeNull();
  });

  test('the draft of a customer whose chat has not begun yet stays theirs', async () => {
    desk.begin({ open: true, identityToken: jwt('emma') });
    desk.controller.keepDraft('from Emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('li') });
    expect(desk.controller.draft()).toBe('');
    const next = setUp({ visible: false });
    next.begin({ identityToken: jwt('emma') });
    expect(next.controller.draft()).toBe('from Emma');
  });

  test('the draft of one customer is not shown to the next', async () => {
    desk.begin({ open: true, identityToken: jwt('emma') });
    await desk.settle();
    desk.controller.keepDraft('from Emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('li') });
    expect(desk.controller.draft()).toBe('');
  });
});

/** Another tab of this browser has written: the browser tells this one. */
function fromAnotherTab(key: string, value: string | null): void {
  const name = `skein:demo:${key}`;
  const oldValue = localStorage.getItem(name);
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
  const event = new Event('storage');
  Object.assign(event, { key: name, oldValue, newValue: value });
  Object.defineProperty(event, 'storageArea', { value: localStorage });
  window.dispatchEvent(event);
}

describe('two tabs of one browser', () => {
  const asEmma = async () => {
    desk.server.world.addConversation('thread-emma', ['emma', AGENT], { kind: 'thread' });
    desk.rest.answers.thread = () => thread(null, 'thread-emma');
    desk.begin({ open: true, identityToken: jwt('emma') });
    await desk.settle();
    expect(desk.state.session.value?.uid).toBe('emma');
  };

  test('a logout in one ends the customer in the other, and what is in the box there', async () => {
    await asEmma();
    desk.controller.keepDraft('to be seen by Emma only');
    desk.rest.answers.thread = () => thread();
    fromAnotherTab('who', 'x ');
    expect(desk.state.session.value).toBeNull();
    expect(desk.controller.draft()).toBe('');
    await desk.settle();
    expect(desk.state.session.value?.uid, 'whoever goes on there is a stranger').toBe(VISITOR);
    expect(desk.toHost).not.toContainEqual({ type: 'event', name: 'identity_needed', detail: '' });
  });

  test('a sign-in in one is asked of the page of the other, which goes on as the same customer', async () => {
    desk.begin({ open: true });
    await desk.settle();
    fromAnotherTab('who', 'x emma');
    expect(desk.state.phase.value).toEqual({ name: 'sign_in', expired: true });
    expect(desk.last('event')).toEqual({ type: 'event', name: 'identity_needed', detail: '' });
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('li') });
    await desk.settle();
    expect(desk.state.session.value, 'what the page says of before is not taken').toBeNull();
    desk.server.world.addConversation('thread-emma', ['emma', AGENT], { kind: 'thread' });
    desk.rest.answers.thread = () => thread(null, 'thread-emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    await desk.settle();
    expect(desk.state.session.value?.uid).toBe('emma');
  });

  test('the same customer named in both disturbs neither', async () => {
    await asEmma();
    const who = localStorage.getItem('skein:demo:who');
    expect(who).toMatch(/ emma$/);
    fromAnotherTab('who', 'y emma');
    expect(desk.state.session.value?.uid).toBe('emma');
    desk.controller.handleHost({ type: 'identify', identityToken: jwt('emma') });
    expect(localStorage.getItem('skein:demo:who'), 'nor is it news').toBe('y emma');
  });

  test('every logout is told to the others, also one that follows another', async () => {
    desk.begin({ open: true });
    await desk.settle();
    const told = new Set<string | null>();
    for (let time = 0; time < 3; time++) {
      desk.controller.handleHost({ type: 'logout' });
      await desk.settle();
      told.add(localStorage.getItem('skein:demo:who'));
    }
    // A browser tells other tabs of changes only.
    expect(told.size).toBe(3);
  });

  test('a draft is the same in both, and one that is sent in one is gone in the other', async () => {
    desk.begin({ open: true });
    await desk.settle();
    fromAnotherTab('draft', 'half a question');
    expect(desk.controller.draft()).toBe('half a question');
    const { value: before } = desk.controller.draftChanges;
    fromAnotherTab('draft', null);
    expect(desk.controller.draft()).toBe('');
    expect(desk.controller.draftChanges.value).toBeGreaterThan(before);
  });

  test('a draft that was typed here and sent there is gone here', async () => {
    desk.begin({ open: true });
    await desk.settle();
    desk.controller.keepDraft('a question');
    fromAnotherTab('draft', null);
    expect(desk.controller.draft()).toBe('');
  });

  test('the one without a connection shows the count of the one that has it', async () => {
    desk.begin();
    fromAnotherTab('unread', '7');
    expect(desk.last('unread')).toEqual({ type: 'unread', count: 7 });
    fromAnotherTab('unread', '0');
    expect(desk.last('unread')).toEqual({ type: 'unread', count: 0 });
  });
});

describe('what the page is asked and told', () => {
  test('the clue is taken when the question is sent', async () => {
    desk.begin({ open: true, clue: { pageUrl: 'https://shop.example/old' } });
    await desk.settle();
    desk.whereabouts.clue = { pageUrl: 'https://shop.example/new' };
    await desk.controller.send('Is it free in May?');
    await desk.settle();
    expect(desk.rest.to('thread').at(-1)?.body.clue).toMatchObject({ pageUrl: 'https://shop.example/new' });
    expect(texts()).toEqual(['Is it free in May?']);
  });

  test("the count of unread messages is the server's, not that of what is loaded", async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    for (let count = 1; count <= 60; count += 1) desk.server.post(THREAD, AGENT, `${count}`);
    desk.begin();
    await desk.settle();
    expect(desk.last('unread')).toEqual({ type: 'unread', count: 60 });
  });

  test('that there is a talk, once there is one, and not before', async () => {
    desk.begin({ open: true });
    await desk.settle();
    expect(desk.last('talk')).toEqual({ type: 'talk', exists: false });
    await desk.controller.send('Hello');
    await desk.settle();
    expect(desk.last('talk')).toEqual({ type: 'talk', exists: true });
  });
});

describe('a visitor who is not allowed', () => {
  const forbid = () => {
    desk.rest.answers.sessions = () => ({ status: 403, body: { code: 'forbidden', requestId: 'req-9' } });
  };

  test('is told so and stays who they are: no new identity, no other try', async () => {
    localStorage.setItem('skein:demo:visitor', 'vt-1');
    forbid();
    desk.begin({ open: true });
    await desk.settle();
    expect(desk.state.phase.value).toMatchObject({ name: 'failed', problem: { kind: 'forbidden' } });
    await desk.clock.advance(600_000);
    desk.turnTo();
    await desk.settle();
    expect(desk.rest.to('sessions')).toHaveLength(1);
    expect(localStorage.getItem('skein:demo:visitor')).toBe('vt-1');
    expect(desk.last('talk'), 'nor does the next page try by itself').toEqual({ type: 'talk', exists: false });
  });

  test('who becomes so during a talk is stopped once, and what they wrote is kept', async () => {
    desk.begin({ open: true });
    await desk.settle();
    forbid();
    desk.server.disconnect(VISITOR);
    desk.server.intercept = (direction, { hello }) =>
      direction === 'up' && hello ? { reply: { error: { code: 'ERROR_CODE_TOKEN_EXPIRED' } } } : 'pass';
    await desk.clock.advance(60_000);
    await desk.settle();
    expect(desk.state.phase.value).toMatchObject({ name: 'failed', problem: { kind: 'forbidden' } });
    const { length } = desk.rest.to('sessions');
    await desk.clock.advance(600_000);
    await desk.settle();
    expect(desk.rest.to('sessions')).toHaveLength(length);
    expect(localStorage.getItem('skein:demo:visitor')).toBe('vt-1');
  });
});
