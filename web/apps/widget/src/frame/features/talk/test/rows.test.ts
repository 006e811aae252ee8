/** How messages become rows. */
// @vitest-environment node
import type { Content, Message, MessageStatus, SystemContent } from '@skein/sdk';
import { expect, test } from 'vitest';
import { plainText, unreadMessages } from '../../../model/messages';
import { buildRows, newestMessages, wordEvent } from '../log/rows';

const NOON = new Date(2026, 5, 15, 12).getTime();
const MINUTE = 60_000;

let count = 0;
function message(
  from: 'me' | 'fang' | 'li',
  atMs: number,
  more: { content?: Content; status?: MessageStatus } = {},
): Message {
  count += 1;
  const own = from === 'me';
  return {
    key: `k${count}`,
    conversationId: 't',
    seq: count,
    senderUid: from,
    clientMsgId: `k${count}`,
    timeMs: atMs,
    content: more.content ?? { type: 'text', text: 'x' },
    own,
    status: more.status ?? (own ? 'sent' : 'received'),
  };
}
const system = (event: SystemContent['event'], reason = ''): SystemContent => ({
  type: 'system',
  event,
  actorUid: 'fang',
  actorName: 'Fang',
  subjectUid: '',
  subjectName: '',
  reason,
  consultationId: 'c',
});
const marks = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) =>
    row.kind === 'message' ? `${row.first ? '[' : ''}${row.message.senderUid}${row.last ? ']' : ''}` : row.kind,
  );

test('an author who goes on within two minutes stays in the group', () => {
  const rows = buildRows([
    message('fang', NOON),
    message('fang', NOON + MINUTE),
    message('fang', NOON + 4 * MINUTE),
    message('me', NOON + 4 * MINUTE),
    message('li', NOON + 4 * MINUTE),
  ]);
  expect(marks(rows)).toEqual(['day', '[fang', 'fang]', '[fang]', '[me]', '[li]']);
});

test('a new day is headed and ends the group', () => {
  const midnight = new Date(2026, 5, 16).getTime();
  const rows = buildRows([message('fang', midnight - 30_000), message('fang', midnight + 30_000)]);
  expect(marks(rows)).toEqual(['day', '[fang]', 'day', '[fang]']);
});

test('an event ends the group; one that a visitor need not see does not', () => {
  const rows = buildRows([
    message('me', NOON),
    message('me', NOON, { content: system('consultation_opened') }),
    message('me', NOON + 1),
    message('me', NOON + 2, { content: system('consultation_assigned') }),
    message('me', NOON + 3),
  ]);
  expect(marks(rows)).toEqual(['day', '[me', 'me]', 'event', '[me]']);
});

test('a state is said once, under the last message that has it; failures always', () => {
  const rows = buildRows([
    message('me', NOON, { status: 'read' }),
    message('me', NOON, { status: 'read' }),
    message('me', NOON, { status: 'failed' }),
    message('me', NOON, { status: 'delivered' }),
    message('me', NOON, { status: 'failed' }),
  ]);
  expect(rows.filter((row) => row.kind === 'message').map((row) => row.showStatus)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
});

test('what was taken back is not shown', () => {
  expect(buildRows([message('me', NOON, { status: 'cancelled' })])).toEqual([]);
});

test.each([
  ['agent', 'event.resolvedByAgent'],
  ['silence', 'event.resolvedBySilence'],
  ['customer', 'event.resolvedByCustomer'],
  ['something new', 'event.resolved'],
])('resolved by %s has its words', (reason, key) => {
  expect(wordEvent(system('consultation_resolved', reason))?.key).toBe(key);
});

test('only people make a conversation unread', () => {
  const list = [
    message('fang', NOON),
    message('me', NOON),
    message('li', NOON, { content: system('consultation_assigned') }),
  ];
  const readSeq = (list[0]?.seq ?? 0) - 1;
  expect(unreadMessages(list, readSeq)).toEqual([list[0]]);
  expect(unreadMessages(list, readSeq + 1)).toEqual([]);
});

test('a preview is plain words in one line', () => {
  const content: Content = { type: 'text', text: '**Hello**\n\nsee [this](https://example.com)' };
  expect(plainText(message('fang', NOON, { content }))).toBe('Hello see this');
  const typed: Content = { type: 'text', text: '**200*300*400**\n`x`' };
  expect(plainText(message('me', NOON, { content: typed })), 'the own words as they were typed').toBe(
    '**200*300*400** `x`',
  );
});

test('the newest stay in the document', () => {
  const list = [message('me', 1), message('me', 2), message('me', 3)];
  expect(newestMessages(list, 2)).toEqual(list.slice(1));
  expect(newestMessages(list, 5)).toBe(list);
});
