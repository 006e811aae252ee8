/** Who is in a conversation: shown with it, met in its pages, listed in pages of their own. */
import { expect, test } from 'vitest';
import { listMembers } from '../src/members';
import { setUp } from './setup';

test('a large group is shown in part and listed whole', async () => {
  const { server, online } = setUp('websocket');
  const names = Array.from({ length: 45 }, (_, index) => `m${String(index).padStart(2, '0')}`);
  server.world.addConversation('group', ['ann', ...names], { kind: 'group' });
  server.post('group', 'm44', 'hello');
  const ann = await online('ann');
  const { members, memberCount } = ann.conversation('group').getSnapshot();
  expect(members[0]?.uid).toBe('ann');
  expect([members.length, memberCount]).toEqual([21, 46]);
  const listed: string[] = [];
  let pageToken = '';
  do {
    const page = await listMembers(ann, 'group', { pageToken, limit: 20 });
    listed.push(...page.members.map(({ uid }) => uid));
    expect(page.memberCount).toBe(46);
    pageToken = page.nextPageToken;
  } while (pageToken);
  expect(listed).toEqual(['ann', ...names]);
});

test('who spoke and is no member any more has a name', async () => {
  const { server, online, clock } = setUp('websocket');
  const talk = server.world.addConversation('thread', ['ann', 'zoe', 'old'], { kind: 'thread' });
  server.world.addUser('old', { name: 'Old Hand' });
  server.post('thread', 'old', 'of last year');
  const past = talk.members.get('old');
  if (past) past.isPast = true;
  const ann = await online('ann');
  const conversation = ann.conversation('thread');
  await Promise.all([conversation.load(), clock.flush()]);
  expect(conversation.getSnapshot().members.map(({ uid }) => uid)).toEqual(['ann', 'zoe']);
  expect(conversation.person('old')?.name).toBe('Old Hand');
  expect(conversation.person('nobody')).toBeUndefined();
});

test('who answers has read, and marks nothing of the own', async () => {
  const { server, online, clock } = setUp('websocket');
  const ann = await online('ann');
  const talk = ann.conversation('talk');
  await Promise.all([talk.load(), clock.flush()]);
  server.post('talk', 'bob', 'a question');
  await clock.flush();
  expect(talk.getSnapshot().unread).toBe(1);
  const sent = talk.send({ type: 'text', text: 'an answer' });
  await Promise.all([sent.sent, clock.flush()]);
  expect(talk.getSnapshot()).toMatchObject({ unread: 0, readSeq: 2 });
  expect(sent.status).toBe('sent');
  server.post('talk', 'bob', 'thanks');
  await clock.flush();
  expect(talk.getSnapshot().messages.at(-2)?.status).toBe('read');
});
