// What a message does to a consultation: the cases of the server's rule, in the words of its tests.
//
// `talk.rs`, `figures.rs` and `silence.rs` in crates/domain/desk/src/rules tell the same story: customer c1 asks at 1,000,
// ann is given the consultation, a bot writes in between. Who changes a case there changes it here.
import type { Content, Message } from '@skein/sdk';
import { describe, expect, it } from 'vitest';
import { consultation } from '../../../test/samples.ts';
import type { Consultation } from '../../api/types.ts';
import { withMessage } from '../talk.ts';

const TARGET_MS = 60_000;
const c1 = { uid: 'c1', name: 'C1', verified: false, online: true };

/** As the server tells it after the first message, at 1,000. */
const waiting = consultation('a', {
  state: 'waiting',
  customer: c1,
  agent: null,
  openedAtMs: 1_000,
  assignedAtMs: null,
  responseTargetMs: TARGET_MS,
  lastMessage: { seq: 1, senderUid: 'c1', text: 'message 1', timeMs: 1_000 },
  customerWaitingSinceMs: 1_000,
  wait: { sinceMs: 1_000, deadlineMs: 61_000, isForFirstResponse: true },
});
const assignedTo = (uid: string, assignedAtMs: number, before: Consultation = waiting): Consultation => ({
  ...before,
  state: 'assigned',
  agent: { uid, name: uid },
  assignedAtMs,
});

function said(senderUid: string, seq: number, timeMs: number, content?: Content): Message {
  return {
    key: `${seq}`,
    conversationId: waiting.conversationId,
    seq,
    senderUid,
    clientMsgId: `${seq}`,
    timeMs,
    content: content ?? { type: 'text', text: `message ${seq}` },
    own: senderUid === 'ann',
    status: 'received',
  };
}
const after = (begin: Consultation, ...messages: Message[]): Consultation =>
  messages.reduce<Consultation>(withMessage, begin);

interface Case {
  name: string;
  begin: Consultation;
  messages: Message[];
  expected: Partial<Consultation>;
}

const ann = assignedTo('ann', 2_000);
const answered = after(ann, said('ann', 2, 2_500));
const CASES: Case[] = [
  {
    name: 'waiting counts from the oldest unanswered message',
    begin: waiting,
    messages: [said('c1', 2, 1_500)],
    expected: { customerWaitingSinceMs: 1_000, wait: waiting.wait },
  },
  {
    name: 'a bot’s message is no reply',
    begin: ann,
    messages: [said('bot', 3, 2_100)],
    expected: { customerWaitingSinceMs: 1_000, firstResponseAtMs: null, wait: waiting.wait },
  },
  {
    name: 'nor is one of an agent who does not serve the customer, whoever looks at it',
    begin: assignedTo('bob', 2_000),
    messages: [said('ann', 3, 2_100)],
    expected: { customerWaitingSinceMs: 1_000, firstResponseAtMs: null, wait: waiting.wait },
  },
  {
    name: 'nor one of the agent whom the customer was taken from, while nobody serves',
    begin: waiting,
    messages: [said('ann', 2, 2_100)],
    expected: { customerWaitingSinceMs: 1_000, firstResponseAtMs: null },
  },
  {
    name: 'the serving agent answers, and the clock stops',
    begin: ann,
    messages: [said('bot', 3, 2_100), said('ann', 4, 2_500)],
    expected: { customerWaitingSinceMs: null, wait: null, firstResponseAtMs: 2_500 },
  },
  {
    name: 'the first response counts from the question and not from the assignment',
    begin: assignedTo('ann', 500_000),
    messages: [said('bot', 2, 500_500), said('ann', 3, 520_000), said('ann', 4, 900_000)],
    expected: { firstResponseMs: 519_000, firstResponseAfterAssignmentMs: 20_000, firstResponseAtMs: 520_000 },
  },
  {
    name: 'the first response stays the first one',
    begin: answered,
    messages: [said('c1', 5, 3_000), said('ann', 6, 4_000)],
    expected: { firstResponseAtMs: 2_500, lastMessage: { seq: 6, senderUid: 'ann', text: 'message 6', timeMs: 4_000 } },
  },
  {
    name: 'a figure is never negative, whatever the clocks say',
    begin: ann,
    messages: [said('ann', 2, 500)],
    expected: { firstResponseMs: 0, firstResponseAfterAssignmentMs: 0 },
  },
  {
    name: 'who asks again waits from then on, and no longer for the first response',
    begin: answered,
    messages: [said('c1', 3, 80_000)],
    expected: {
      customerWaitingSinceMs: 80_000,
      wait: { sinceMs: 80_000, deadlineMs: 140_000, isForFirstResponse: false },
    },
  },
  {
    name: 'any message of the customer stops the clock of silence',
    begin: { ...answered, silenceDeadlineMs: 602_500 },
    messages: [said('c1', 3, 3_550)],
    expected: { silenceDeadlineMs: null },
  },
  {
    name: 'another answer moves it to where only the server knows',
    begin: { ...answered, silenceDeadlineMs: 602_500 },
    messages: [said('ann', 3, 3_500)],
    expected: { silenceDeadlineMs: null },
  },
  {
    name: 'who is both answers nobody',
    begin: assignedTo('c1', 2_000),
    messages: [said('c1', 2, 3_000)],
    expected: { customerWaitingSinceMs: 1_000, firstResponseAtMs: null },
  },
];

it.each(CASES)('$name', ({ begin, messages, expected }) => {
  expect(after(begin, ...messages)).toMatchObject(expected);
});

describe('nothing follows from', () => {
  const system: Content = {
    type: 'system',
    event: 'consultation_opened',
    actorUid: 'c1',
    actorName: 'C1',
    subjectUid: '',
    subjectName: '',
    reason: '',
    consultationId: 'a',
  };
  it.each<[string, Consultation, Message]>([
    ['what was noted already', answered, said('c1', 2, 9_000)],
    ['a message that has no place in the conversation yet', answered, said('ann', 0, 9_000)],
    ['what the system says', ann, said('', 2, 9_000, system)],
    // It may belong to a newer one, or open it: the server says.
    ['a message of the customer after the end', { ...answered, state: 'resolved' }, said('c1', 3, 9_000)],
    ['one of the agent after the end', { ...ann, state: 'resolved' }, said('ann', 2, 4_000)],
  ])('%s', (_what, begin, message) => {
    expect(withMessage(begin, message)).toBe(begin);
  });
});

it('previews the beginning of a message, on one line', () => {
  const preview = (content: Content) => after(waiting, said('c1', 2, 1_500, content)).lastMessage?.text;
  expect(preview({ type: 'text', text: 'one\ntwo\tthree' })).toBe('one two three');
  expect(preview({ type: 'text', text: 'x'.repeat(500) })).toBe('x'.repeat(120));
  // Characters, not halves of them.
  expect(preview({ type: 'text', text: '🪿'.repeat(200) })).toBe('🪿'.repeat(120));
});
