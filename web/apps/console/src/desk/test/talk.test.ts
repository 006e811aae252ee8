// What a message does to the consultation it belongs to.
import type { Message } from '@skein/sdk';
import { describe, expect, it } from 'vitest';
import { consultation } from '../../../test/samples.ts';
import { withMessage } from '../live-updates.ts';

describe('a message and the cached consultation', () => {
  const base = consultation('a', { lastMessage: { seq: 4, senderUid: 'agent-1', text: 'x', timeMs: 1 } });
  const message = (fields: Partial<Message>): Message => ({
    key: 'k',
    conversationId: base.conversationId,
    seq: 5,
    senderUid: base.customer.uid,
    clientMsgId: 'c',
    timeMs: 50_000,
    content: { type: 'text', text: 'hello' },
    own: false,
    status: 'received',
    ...fields,
  });

  it('starts the clock with the first unanswered message and keeps it for the next', () => {
    const first = withMessage(base, message({}), 'agent-1');
    expect(first.customerWaitingSinceMs).toBe(50_000);
    expect(withMessage(first, message({ seq: 6, timeMs: 90_000 }), 'agent-1').customerWaitingSinceMs).toBe(50_000);
  });

  it('stops the clock with the answer and notes the first response', () => {
    const waiting = { ...base, customerWaitingSinceMs: 10_000 };
    const answered = withMessage(waiting, message({ senderUid: 'agent-1', own: true }), 'agent-1');
    expect(answered).toMatchObject({ customerWaitingSinceMs: null, firstResponseAtMs: 50_000 });
  });

  it('ignores what is older than what is known, and what comes after the end', () => {
    expect(withMessage(base, message({ seq: 4 }), 'agent-1')).toBe(base);
    const over = { ...base, state: 'resolved' as const };
    expect(withMessage(over, message({}), 'agent-1')).toBe(over);
  });
});
