// How messages become rows of the timeline.
import type { Content, Message, SystemEventName } from '@skein/sdk';
import { expect, it } from 'vitest';
import { consultation } from '../../../../test/samples.ts';
import { buildTimeline, indexOfConsultation, type TimelineItem } from '../thread/timeline-items.ts';

const NOON = new Date('2026-11-21T12:00:00').getTime();
const MINUTE = 60_000;

function message(
  seq: number,
  senderUid: string,
  timeMs: number,
  content: Content = { type: 'text', text: `m${seq}` },
): Message {
  return {
    key: `k${seq}`,
    conversationId: 't',
    seq,
    senderUid,
    clientMsgId: `c${seq}`,
    timeMs,
    content,
    own: senderUid === 'agent',
    status: senderUid === 'agent' ? 'sent' : 'received',
  };
}

const system = (seq: number, event: SystemEventName, consultationId: string, timeMs = NOON): Message =>
  message(seq, '', timeMs, {
    type: 'system',
    event,
    actorUid: '',
    actorName: '',
    subjectUid: '',
    subjectName: '',
    reason: '',
    consultationId,
  });

const build = (messages: Message[], fields: Partial<Parameters<typeof buildTimeline>[0]> = {}): TimelineItem[] =>
  buildTimeline({
    messages,
    complete: false,
    customerUid: 'customer',
    consultations: new Map(),
    unreadAfterSeq: null,
    ...fields,
  });
const kinds = (items: TimelineItem[]): string => items.map((item) => item.kind).join(' ');

it('groups one author within two minutes, and no further', () => {
  const items = build([
    message(1, 'customer', NOON),
    message(2, 'customer', NOON + 2 * MINUTE),
    message(3, 'customer', NOON + 4 * MINUTE + 1),
    message(4, 'agent', NOON + 4 * MINUTE + 2),
  ]).filter((item) => item.kind === 'message');
  expect(items.map(({ opens, closes }) => [opens, closes])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

it('shows the state of a message in the middle of a group when it differs from the next', () => {
  const sent = message(1, 'agent', NOON);
  const items = build([
    sent,
    { ...message(2, 'agent', NOON), status: 'failed' },
    { ...message(3, 'agent', NOON), status: 'failed' },
  ]);
  expect(items.filter((item) => item.kind === 'message').map(({ meta }) => meta)).toEqual([true, false, true]);
});

it('separates days', () => {
  expect(kinds(build([message(1, 'customer', NOON - 24 * 60 * MINUTE), message(2, 'customer', NOON)]))).toBe(
    'day message day message',
  );
});

it('draws the line above the first unread message of the customer, once', () => {
  const items = build(
    [
      message(1, 'customer', NOON),
      message(2, 'agent', NOON),
      message(3, 'customer', NOON),
      message(4, 'customer', NOON),
    ],
    { unreadAfterSeq: 1 },
  );
  expect(kinds(items)).toBe('day message message unread message message');
});

it('shows the clue where the consultation begins, and finds that place', () => {
  const known = consultation('c-2', { clue: { product: { id: 'p', title: 'Tour' } } });
  const items = build(
    [message(1, 'customer', NOON), system(2, 'consultation_opened', 'c-2'), message(3, 'customer', NOON)],
    {
      consultations: new Map([[known.id, known]]),
      complete: true,
    },
  );
  expect(kinds(items)).toBe('start day message system clue message');
  expect(indexOfConsultation(items, 'c-2')).toBe(3);
  expect(indexOfConsultation(items, 'c-1')).toBe(-1);
});

it('leaves out what was cancelled and events this version does not know', () => {
  const items = build([
    { ...message(1, 'agent', NOON), status: 'cancelled' },
    system(2, 'unspecified', 'c'),
    message(3, 'customer', NOON),
  ]);
  expect(kinds(items)).toBe('day message');
});

it('makes no row of an event that is newer than this page', () => {
  const items = buildTimeline({
    messages: [system(1, 'consultation_opened', 'c'), system(2, 'consultation_praised' as SystemEventName, 'c')],
    complete: false,
    customerUid: 'customer',
    consultations: new Map(),
    unreadAfterSeq: null,
  });
  expect(items.map(({ kind }) => kind)).toEqual(['day', 'system']);
});
