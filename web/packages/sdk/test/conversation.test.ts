/** Messages there and back, over every transport: local echo, order, gaps, duplicates, marks, typing. */
import { describe, expect, test } from 'vitest';
import type { Frame } from '../src/generated/frame';
import { setUp, TRANSPORTS, texts } from './setup';

describe.each(TRANSPORTS)('over %s', (transport) => {
  test('a message is shown at once, stored, delivered and read, in one row', async () => {
    const { clock, online } = setUp(transport);
    const ann = await online('ann');
    const bob = await online('bob');
    const talk = ann.conversation('talk');
    const seen: string[] = [];
    talk.subscribe(() =>
      seen.push(
        talk
          .getSnapshot()
          .messages.map(({ status }) => status)
          .join(),
      ),
    );

    const outgoing = talk.send({ type: 'text', text: 'hello' });
    const [echo] = talk.getSnapshot().messages;
    expect(echo).toMatchObject({ own: true, seq: 0, status: 'sending', content: { text: 'hello' } });
    await clock.flush();
    expect(await outgoing.sent).toMatchObject({ seq: 1, key: echo?.key });
    await clock.advance(100);
    expect(talk.getSnapshot().messages).toMatchObject([{ key: echo?.key, seq: 1, status: 'delivered' }]);
    expect(texts(bob)).toEqual(['hello']);

    bob.conversation('talk').markRead();
    await clock.flush();
    expect(outgoing.status).toBe('read');
    expect(seen.at(-1)).toBe('read');
  });

  test('messages that overtake each other are shown in order, and duplicates once', async () => {
    const { clock, server, online } = setUp(transport);
    const bob = await online('bob');
    const events: number[] = [];
    bob.on('message', ({ message }) => events.push(message.seq));
    const shown: string[] = [];
    bob.conversation('talk').subscribe(() => shown.push(texts(bob).join('')));
    server.intercept = (direction, frame) => {
      if (direction === 'up' || !frame.message) return 'pass';
      return frame.message.seq === '2' ? { delayMs: 50 } : 'duplicate';
    };
    for (const text of ['a', 'b', 'c', 'd']) server.post('talk', 'ann', text);
    await clock.advance(3_000);
    expect(events).toEqual([1, 2, 3, 4]);
    expect(shown.every((text) => 'abcd'.startsWith(text))).toBe(true);
    expect(texts(bob)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a gap is filled by range and never shown', async () => {
    const { clock, server, online } = setUp(transport);
    const bob = await online('bob');
    const shown: string[] = [];
    bob.conversation('talk').subscribe(() => shown.push(texts(bob).join('')));
    server.intercept = (direction, frame) =>
      direction === 'down' && Number(frame.message?.seq) < 4 && frame.message ? 'drop' : 'pass';
    for (const text of ['a', 'b', 'c', 'd']) server.post('talk', 'ann', text);
    await clock.flush();
    expect(texts(bob)).toEqual(['a', 'b', 'c', 'd']);
    expect(shown).not.toContain('d');
    expect(server.requests.filter(({ history }) => history).map(({ history }) => history?.after)).toEqual(['0']);
  });

  test('what happened while the connection was lost is there after it is back', async () => {
    const { clock, server, online } = setUp(transport);
    const bob = await online('bob');
    server.post('talk', 'ann', 'one');
    await clock.flush();
    const synced: object[] = [];
    bob.on('synced', (event) => synced.push(event));
    const recovered: boolean[] = [];
    bob.on('message', (event) => recovered.push(event.recovered));
    server.disconnect('bob');
    for (let index = 0; index < 250; index++) server.post('talk', 'ann', `missed ${index}`);
    await clock.advance(2_000);
    expect(bob.state).toBe('online');
    expect(synced).toEqual([{ recovered: true, count: 250 }]);
    expect(recovered).toHaveLength(250);
    expect(recovered.every(Boolean)).toBe(true);
    expect(bob.conversation('talk').getSnapshot()).toMatchObject({ lastSeq: 251, unread: 251 });
    expect(texts(bob)).toHaveLength(251);
  });

  test('a range that is gone is dropped and loaded anew', async () => {
    const { clock, server, online } = setUp(transport);
    const bob = await online('bob');
    server.post('talk', 'ann', 'old');
    await clock.flush();
    await Promise.all([bob.conversation('talk').load(), clock.flush()]);
    const synced: object[] = [];
    bob.on('synced', (event) => synced.push(event));
    server.disconnect('bob');
    for (let index = 2; index <= 60; index++) server.post('talk', 'ann', `text ${index}`);
    const conversation = server.world.conversations.get('talk');
    if (conversation) conversation.firstKept = 20;
    await clock.advance(2_000);
    expect(synced).toMatchObject([{ recovered: false }]);
    const { messages, hasMoreBefore, lastSeq } = bob.conversation('talk').getSnapshot();
    expect([messages[0]?.seq, messages.at(-1)?.seq, hasMoreBefore, lastSeq]).toEqual([31, 60, true, 60]);
  });

  test('a server that was restored from a backup is believed', async () => {
    const { clock, server, online } = setUp(transport);
    for (let index = 1; index <= 5; index++) server.post('talk', 'bob', `text ${index}`);
    const ann = await online('ann');
    const talk = ann.conversation('talk');
    await Promise.all([talk.load(), clock.flush()]);
    talk.markRead();
    for (const uid of ['ann', 'bob']) {
      server.push('ann', { mark: { conversationId: 'talk', uid, readSeq: '5', receivedSeq: '5' } });
    }
    await clock.flush();
    const conversation = server.world.conversations.get('talk');
    conversation?.log.splice(3);
    for (const uid of ['ann', 'bob']) conversation?.members.set(uid, { readSeq: 2, receivedSeq: 2 });
    server.disconnect('ann');
    await clock.advance(5_000);
    expect(texts(ann)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(talk.getSnapshot()).toMatchObject({ lastSeq: 3, readSeq: 2, unread: 1, lastMessage: { seq: 3 } });

    const outgoing = talk.send({ type: 'text', text: 'mine' });
    await clock.flush();
    expect(outgoing.status).toBe('sent');
    server.post('talk', 'bob', 'new');
    await clock.flush();
    // Who answers has read what was said before.
    expect(talk.getSnapshot().messages.at(-2)?.status).toBe('read');
    expect(texts(ann)).toEqual(['text 1', 'text 2', 'text 3', 'mine', 'new']);
    talk.markRead();
    await clock.advance(100);
    expect(conversation?.members.get('ann')).toEqual({ readSeq: 5, receivedSeq: 5 });
  });

  test('typing is said at most every 3 s, ends after 4 s, and lapses at the other side after 6 s', async () => {
    const { clock, server, online } = setUp(transport);
    const ann = await online('ann');
    const bob = await online('bob');
    const typing = () => bob.conversation('talk').getSnapshot().typing;
    for (let index = 0; index < 8; index++) {
      ann.conversation('talk').typing();
      await clock.advance(500);
    }
    const said = () => server.requests.filter(({ setTyping }) => setTyping).map(({ setTyping }) => setTyping?.typing);
    expect(said()).toEqual([true, true]);
    expect(typing()).toEqual(['ann']);
    await clock.advance(3_500);
    expect(said()).toEqual([true, true, false]);
    expect(typing()).toEqual([]);

    server.push('bob', { typing: { conversationId: 'talk', uid: 'ann', typing: true } });
    await clock.advance(5_999);
    expect(typing()).toEqual(['ann']);
    await clock.advance(1);
    expect(typing()).toEqual([]);
  });

  test('a burst is confirmed once, and again when the confirmation was lost', async () => {
    const { clock, server, online } = setUp(transport);
    await online('bob');
    const confirmations = () => server.requests.flatMap(({ received }) => (received ? [received.seq] : []));
    let lose = true;
    server.intercept = (direction, frame) => (direction === 'up' && frame.received && lose ? 'drop' : 'pass');
    for (const text of ['a', 'b', 'c']) server.post('talk', 'ann', text);
    await clock.advance(100);
    expect(confirmations()).toEqual([]);
    lose = false;
    await clock.advance(2_100);
    expect(confirmations()).toEqual(['3']);
    for (let index = 0; index < 20; index++) server.post('talk', 'ann', 'x');
    await clock.flush();
    expect(confirmations()).toEqual(['3', '23']);
    await clock.advance(10_000);
    expect(confirmations()).toEqual(['3', '23']);
  });
});

const NOTHING = { readSeq: 0, receivedSeq: 0 };

test('what was not confirmed when the connection went is confirmed on the next', async () => {
  const { clock, server, online } = setUp();
  await online('bob');
  server.post('talk', 'ann', 'one');
  await clock.advance(50);
  server.webSocket = 'refuse';
  server.http = 'down';
  server.disconnect();
  await clock.advance(10_000);
  expect(server.requests.filter(({ received }) => received)).toEqual([]);
  server.webSocket = 'open';
  await clock.advance(20_000);
  expect(server.world.conversations.get('talk')?.members.get('bob')?.receivedSeq).toBe(1);
});

test('a confirmation that went down with its connection is said again on the next, and only then', async () => {
  const { clock, server, online } = setUp();
  await online('bob');
  const receivedSeq = () => server.world.conversations.get('talk')?.members.get('bob')?.receivedSeq;
  server.intercept = (direction, frame) => (direction === 'up' && frame.received ? 'drop' : 'pass');
  server.post('talk', 'ann', 'one');
  await clock.advance(500);
  server.disconnect('bob');
  server.intercept = () => 'pass';
  await clock.advance(2_000);
  expect(receivedSeq()).toBe(1);
  const said = server.requests.length;
  server.disconnect('bob');
  await clock.advance(2_000);
  expect(server.requests.slice(said).filter(({ received }) => received)).toEqual([]);
});

test('marks that arrive in the wrong order do not take a status or a member back', async () => {
  const { clock, server, online } = setUp();
  const ann = await online('ann');
  const outgoing = ann.conversation('talk').send({ type: 'text', text: 'x' });
  await clock.flush();
  const marks = [
    ['1', '1'],
    ['0', '1'],
    ['0', '0'],
  ];
  for (const [readSeq, receivedSeq] of marks) {
    server.push('ann', { mark: { conversationId: 'talk', uid: 'bob', readSeq, receivedSeq } });
    await clock.flush();
    expect(outgoing.status).toBe('read');
    const bob = ann
      .conversation('talk')
      .getSnapshot()
      .members.find(({ uid }) => uid === 'bob');
    expect(bob).toMatchObject({ readSeq: 1, receivedSeq: 1 });
  }
});

test('a page that was asked for before a reload is not mixed with what came after', async () => {
  const { clock, server, online } = setUp();
  for (let index = 1; index <= 40; index++) server.post('talk', 'ann', String(index));
  const bob = await online('bob');
  const talk = bob.conversation('talk');
  await Promise.all([talk.load(), clock.flush()]);
  server.intercept = (direction, frame) =>
    direction === 'up' && frame.history?.before === '11' ? { delayMs: 8_000 } : 'pass';
  const older = talk.load();
  for (let index = 41; index <= 120; index++)
    server.world.conversations.get('talk')?.log.push({
      conversationId: 'talk',
      seq: String(index),
      senderUid: 'ann',
      content: { text: { text: String(index) } },
    });
  const conversation = server.world.conversations.get('talk');
  if (conversation) conversation.firstKept = 90;
  // The gap can't be closed: what lies between is gone.
  server.post('talk', 'ann', '121');
  await clock.advance(9_000);
  await older;
  await clock.flush();
  const seqs = talk.getSnapshot().messages.map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 30 }, (_, index) => index + 92));
  expect(talk.getSnapshot().hasMoreBefore).toBe(true);
});

test('a page that no longer fits in front of the window is asked for again', async () => {
  const { clock, server, online } = setUp();
  for (let index = 1; index <= 60; index++) server.post('talk', 'ann', String(index));
  const bob = await online('bob');
  const talk = bob.conversation('talk');
  await Promise.all([talk.load(), clock.flush()]);
  server.intercept = (direction, frame) =>
    direction === 'up' && frame.history?.before === '31' ? { delayMs: 5_000 } : 'pass';
  const older = talk.load();
  for (let index = 61; index <= 2_061; index++) server.post('talk', 'ann', String(index));
  await clock.advance(6_000);
  await older;
  const seqs = talk.getSnapshot().messages.map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 1_530 }, (_, index) => index + 532));
});

test('history is loaded page by page, without asking twice', async () => {
  const { clock, server, online } = setUp();
  for (let index = 1; index <= 70; index++) server.post('talk', 'ann', String(index));
  const bob = await online('bob');
  const talk = bob.conversation('talk');
  expect(talk.getSnapshot()).toMatchObject({ messages: [], unread: 70, hasMoreBefore: true, loaded: false });
  for (const [first, more] of [
    [41, true],
    [11, true],
    [1, false],
    [1, false],
  ] as const) {
    await Promise.all([talk.load(), talk.load(), clock.flush()]);
    expect(talk.getSnapshot()).toMatchObject({ hasMoreBefore: more, loaded: true, loading: false });
    expect(talk.getSnapshot().messages[0]?.seq).toBe(first);
  }
  expect(server.requests.filter(({ history }) => history)).toHaveLength(3);
  expect(texts(bob)).toHaveLength(70);
});

test('the snapshot is the same object until something changes', async () => {
  const { clock, server, online } = setUp();
  const bob = await online('bob');
  const talk = bob.conversation('talk');
  const before = talk.getSnapshot();
  expect(talk.getSnapshot()).toBe(before);
  server.post('talk', 'ann', 'one');
  await clock.flush();
  const after = talk.getSnapshot();
  expect(after).not.toBe(before);
  server.post('talk', 'ann', 'two');
  await clock.flush();
  expect(talk.getSnapshot().messages[0]).toBe(after.messages[0]);
});

test('unread counts messages of others, and an own mark on another device clears it', async () => {
  const { clock, server, online } = setUp();
  const phone = await online('bob', { device: { id: 'phone', terminal: 'ios' } });
  const desk = await online('bob');
  const unread = () => [phone, desk].map((client) => client.conversation('talk').getSnapshot().unread);
  server.post('talk', 'ann', 'one');
  server.post('talk', '', { system: { kind: 'SYSTEM_EVENT_KIND_CONSULTATION_OPENED' } });
  server.post('talk', 'ann', 'two');
  await clock.flush();
  expect(unread()).toEqual([2, 2]);
  desk.conversation('talk').markRead(1);
  await clock.flush();
  expect(unread()).toEqual([1, 1]);
  phone.conversation('talk').markRead();
  await clock.flush();
  expect(unread()).toEqual([0, 0]);
  desk.conversation('talk').markRead(2);
  await clock.flush();
  expect(server.requests.filter(({ markRead }) => markRead)).toHaveLength(2);
});

test('what came while a read mark could not be told counts as unread', async () => {
  const { clock, server, online } = setUp();
  const ann = await online('ann');
  const talk = ann.conversation('talk');
  await Promise.all([talk.load(), clock.flush()]);
  server.post('talk', 'bob', 'one');
  await clock.flush();
  server.disconnect('ann');
  await clock.flush();
  talk.markRead();
  expect(talk.getSnapshot().unread).toBe(0);
  for (const text of ['two', 'three', 'four']) server.post('talk', 'bob', text);
  await clock.advance(5_000);
  expect(texts(ann)).toEqual(['one', 'two', 'three', 'four']);
  expect(talk.getSnapshot()).toMatchObject({ readSeq: 1, unread: 3 });
});

test('a read mark that the server would not take is told again when it is back', async () => {
  const { clock, server, online } = setUp();
  server.post('talk', 'bob', 'one');
  const ann = await online('ann');
  server.intercept = (direction, frame) =>
    direction === 'up' && frame.markRead
      ? { reply: { error: { code: 'ERROR_CODE_STORAGE_UNAVAILABLE', retryable: true } } }
      : 'pass';
  ann.conversation('talk').markRead();
  await clock.advance(120_000);
  server.intercept = () => 'pass';
  server.disconnect('ann');
  await clock.advance(5_000);
  expect(server.world.conversations.get('talk')?.members.get('ann')?.readSeq).toBe(1);
});

test('a read mark under way is told when a replaced device takes over again', async () => {
  const { clock, server, online } = setUp();
  server.post('talk', 'bob', 'one');
  const ann = await online('ann');
  server.intercept = (direction, frame) => (direction === 'up' && frame.markRead ? 'drop' : 'pass');
  ann.conversation('talk').markRead();
  await clock.flush();
  await online('ann', { device: { id: 'other' } });
  expect(ann.state).toBe('closed');
  server.intercept = () => 'pass';
  await Promise.all([ann.connect(), clock.flush()]);
  expect(server.world.conversations.get('talk')?.members.get('ann')?.readSeq).toBe(1);
});

test('a mark that comes before the first page leaves the rest unread', async () => {
  const { clock, server, makeClient } = setUp();
  for (const text of ['one', 'two', 'three']) server.post('talk', 'bob', text);
  server.intercept = (direction, frame) => (direction === 'up' && frame.history ? { delayMs: 1_000 } : 'pass');
  const ann = makeClient('ann');
  const talk = ann.conversation('talk');
  const loading = talk.load();
  await Promise.all([ann.connect(), clock.flush()]);
  server.push('ann', { mark: { conversationId: 'talk', uid: 'ann', readSeq: '1' } });
  await Promise.all([loading, clock.advance(1_000)]);
  expect(talk.getSnapshot()).toMatchObject({ readSeq: 1, unread: 2 });
});

test('an own message from another device takes the same row and settles its echo', async () => {
  const { clock, server, online } = setUp();
  const phone = await online('ann', { device: { id: 'phone', terminal: 'ios' } });
  const desk = await online('ann');
  let cut = true;
  server.intercept = (direction, frame) => (cut && direction === 'down' && frame.ack ? 'drop' : 'pass');
  const outgoing = desk.conversation('talk').send({ type: 'text', text: 'once' });
  await clock.flush();
  expect(texts(phone)).toEqual(['once']);
  expect(phone.conversation('talk').getSnapshot().messages[0]).toMatchObject({ own: true, key: outgoing.clientMsgId });
  cut = false;
  server.push('ann', { message: server.world.conversations.get('talk')?.log[0] });
  await clock.flush();
  expect(await outgoing.sent).toMatchObject({ seq: 1 });
  expect(texts(desk)).toEqual(['once']);
  await clock.advance(6_000);
  expect(server.requests.filter(({ send }) => send)).toHaveLength(1);
});

test('a thread counts the marks of the other side only', async () => {
  const { clock, server, online } = setUp();
  for (const uid of ['agent', 'colleague']) server.world.addUser(uid, { role: 'agent' });
  server.world.addConversation('thread', ['customer', 'agent', 'colleague'], { kind: 'thread' });
  const agent = await online('agent');
  const colleague = await online('colleague');
  const outgoing = agent.conversation('thread').send({ type: 'text', text: 'hello' });
  await clock.advance(200);
  colleague.conversation('thread').markRead();
  await clock.flush();
  expect(outgoing.status).toBe('sent');
  const customer = await online('customer');
  customer.conversation('thread').markRead();
  await clock.flush();
  expect(outgoing.status).toBe('read');
});

test('a message in a conversation nobody knew brings the conversation', async () => {
  const { clock, server, online } = setUp();
  const bob = await online('bob');
  const heard: string[] = [];
  bob.on('message', ({ message, conversation }) => heard.push(`${conversation.id}:${message.seq}`));
  server.world.addConversation('new', ['bob', 'cleo'], { kind: 'group', title: 'New' });
  server.post('new', 'cleo', 'hi');
  await clock.flush();
  expect(heard).toEqual(['new:1']);
  expect(texts(bob, 'new')).toEqual(['hi']);
  expect(bob.conversations().getSnapshot()).toMatchObject([
    { id: 'new', kind: 'group', title: 'New', unread: 1, lastMessage: { seq: 1 } },
    { id: 'talk' },
  ]);
});

test('a thread made by REST, and an agent who joins it, are known by name without being asked for', async () => {
  const { clock, server, online } = setUp();
  const ann = await online('ann');
  const thread = server.world.addConversation('thread', ['ann'], { kind: 'thread' });
  await Promise.all([ann.conversation('thread').load(), clock.flush()]);
  await clock.flush();
  expect(ann.conversation('thread').getSnapshot()).toMatchObject({ kind: 'thread', members: [{ uid: 'ann' }] });
  const outgoing = ann.conversation('thread').send({ type: 'text', text: 'hello?' });
  await clock.flush();

  server.world.addUser('lea', { name: 'Lea', role: 'agent' });
  thread.members.set('lea', { readSeq: 0, receivedSeq: 0 });
  server.post('thread', 'lea', 'hello!');
  await clock.flush();
  const syncs = server.requests.filter(({ sync }) => sync).length;
  expect(server.requests.filter(({ sync }) => sync).at(-1)).toEqual({
    id: expect.anything(),
    sync: { have: [{ conversationId: 'thread' }], onlyNamed: true },
  });
  expect(ann.conversation('thread').getSnapshot().members).toMatchObject([
    { uid: 'ann' },
    { name: 'Lea', role: 'agent' },
  ]);
  server.post('thread', 'lea', 'are you there?');
  await clock.flush();
  expect(server.requests.filter(({ sync }) => sync)).toHaveLength(syncs);

  server.world.addUser('max', { name: 'Max', role: 'agent' });
  thread.members.set('max', { readSeq: 1, receivedSeq: 1 });
  server.push('ann', { mark: { conversationId: 'thread', uid: 'max', readSeq: '1', receivedSeq: '1' } });
  await clock.flush();
  expect(outgoing.status).toBe('read');
  expect(
    ann
      .conversation('thread')
      .getSnapshot()
      .members.map(({ name }) => name),
  ).toEqual(['ann', 'Lea', 'Max']);
});

test('what is past is caught up with where it is held, and not heard of where it is not', async () => {
  const { clock, server, online } = setUp();
  for (const id of ['held', 'other']) server.world.addConversation(id, ['ann', 'cleo'], { kind: 'thread' });
  const ann = await online('ann');
  server.post('held', 'cleo', 'one');
  await clock.flush();
  const leave = (id: string) => server.world.conversations.get(id)?.members.set('ann', { ...NOTHING, isPast: true });
  for (const id of ['held', 'other']) leave(id);
  server.disconnect('ann');
  server.post('held', 'cleo', 'two');
  await clock.advance(2_000);
  expect(texts(ann, 'held')).toEqual(['one', 'two']);

  const anew = await online('ann', { device: { id: 'another', terminal: 'ios', name: 'phone' } });
  const known = anew.conversations().getSnapshot();
  expect(known.map(({ id }) => id)).toEqual(['talk']);
});

test('who holds more than fits into one sync gets the rest with the next', async () => {
  const { clock, server, online } = setUp();
  const ids = Array.from({ length: 501 }, (_, number) => `group ${number}`);
  for (const id of ids) server.world.addConversation(id, ['ann', 'cleo'], { kind: 'group' });
  const ann = await online('ann');
  for (const id of ids) server.post(id, 'cleo', 'one');
  await clock.flush();
  server.disconnect('ann');
  for (const id of ids) server.post(id, 'cleo', 'two');
  const before = server.requests.length;
  await clock.advance(2_000);
  for (const id of ids) expect(texts(ann, id)).toEqual(['one', 'two']);
  const syncs = server.requests.slice(before).flatMap(({ sync }) => sync ?? []);
  expect(syncs.filter(({ onlyNamed }) => !onlyNamed).every(({ have }) => have?.length === 500)).toBe(true);
  expect(syncs.filter(({ onlyNamed }) => onlyNamed)).toMatchObject([{ have: { length: 2 } }]);
});

test('the end of a consultation brings the last words, also to who is a member no longer', async () => {
  const { clock, server, online } = setUp();
  const ann = await online('ann');
  await Promise.all([ann.conversation('talk').load(), clock.flush()]);
  server.intercept = (direction, frame) => (direction === 'down' && frame.message ? 'drop' : 'pass');
  server.post('talk', 'bob', 'one more thing');
  await clock.flush();
  expect(texts(ann)).toEqual([]);
  server.push('ann', {
    notice: { consultation: { consultationId: 'c1', conversationId: 'talk', state: 'CONSULTATION_STATE_RESOLVED' } },
  });
  await clock.flush();
  expect(texts(ann)).toEqual(['one more thing']);
});

test('openDirect, presence and notices', async () => {
  const { clock, server, online } = setUp();
  const ann = await online('ann');
  const opening = ann.openDirect('cleo');
  await clock.flush();
  expect((await opening).getSnapshot()).toMatchObject({ kind: 'direct', members: [{ uid: 'ann' }, { uid: 'cleo' }] });

  const stop = ann.presence.watch(['bob']);
  await clock.flush();
  expect(ann.presence.getSnapshot().get('bob')?.state).toBe('offline');
  await online('bob');
  await clock.flush();
  expect(ann.presence.getSnapshot().get('bob')?.state).toBe('online');
  stop();
  await clock.flush();
  expect(server.requests.flatMap(({ watchPresence }) => (watchPresence ? [watchPresence.uids] : []))).toEqual([
    ['bob'],
    [],
  ]);

  const notices: object[] = [];
  ann.on('notice', (notice) => notices.push(notice));
  const frames: Frame[] = [
    { notice: { consultation: { consultationId: 'c1', state: 'CONSULTATION_STATE_WAITING', queuePosition: 2 } } },
    { notice: { queue: { teamId: 't1' } } },
    { notice: { agent: { status: 'busy', load: 1, capacity: 3 } } },
    { notice: {} },
  ];
  for (const frame of frames) server.push('ann', frame);
  await clock.flush();
  expect(notices).toMatchObject([
    { kind: 'consultation', state: 'waiting', queuePosition: 2, resolvedBy: 'unspecified', canRate: false },
    { kind: 'queue', teamId: 't1', waiting: 0 },
    { kind: 'agent', status: 'busy', load: 1, capacity: 3 },
  ]);
});

describe('presence', () => {
  const BUSY = { error: { code: 'ERROR_CODE_RATE_LIMITED', retryable: true, retryAfterMs: 1_000 } } as const;

  test.each([
    ['refused', (direction: string) => direction === 'up' && { reply: BUSY }],
    ['answered late', (direction: string) => direction === 'down' && { delayMs: 11_000 }],
  ] as const)('an older list that was %s does not come after a newer one', async (_, fate) => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    let first = true;
    server.intercept = (direction, frame) => {
      const verdict = first && (frame.watchPresence || frame.presenceList) && fate(direction);
      if (verdict) first = false;
      return verdict || 'pass';
    };
    const stop = ann.presence.watch(['bob']);
    await clock.flush();
    stop();
    ann.presence.watch(['cleo']);
    await clock.advance(30_000);
    expect(server.requests.flatMap(({ watchPresence }) => watchPresence ?? []).at(-1)).toEqual({ uids: ['cleo'] });
    expect([...ann.presence.getSnapshot().keys()]).toEqual(['cleo']);
  });

  test('of who is no longer watched nothing is known, and nobody is forgotten by a change of hands', async () => {
    const { clock, server, online } = setUp();
    const ann = await online('ann');
    await online('bob');
    const stop = ann.presence.watch(['bob']);
    await clock.flush();
    const again = ann.presence.watch(['cleo', 'bob']);
    stop();
    await clock.flush();
    expect(ann.presence.getSnapshot().get('bob')?.state).toBe('online');
    let told = 0;
    ann.presence.subscribe(() => told++);
    again();
    await clock.flush();
    expect([ann.presence.getSnapshot().size, told]).toEqual([0, 1]);

    server.webSocket = 'refuse';
    server.http = 'down';
    server.disconnect('ann');
    ann.presence.watch(['bob']);
    await clock.flush();
    expect(ann.presence.getSnapshot().size).toBe(0);
  });
});
