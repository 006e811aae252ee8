/**
 * What a message does to the consultation that is open: the rule of the server, `note` in
 * `crates/domain/desk/src/rules/talk.rs`, with what its figures (`rules/figures.rs`, `rules/silence.rs`) make of it. Both
 * are held to the same cases by tests, here in `test/talk.test.ts`.
 *
 * The console follows it only to show at once what the next answer of the server will say. What it would have to guess,
 * it leaves to that answer: what a message means for a consultation that is over (it may belong to a newer one, or open
 * it), and when the silence of a customer will end one, because how long a team waits is not told.
 */
import { type Content, lineOf, type Message } from '@skein/sdk';
import type { Consultation } from '../api/types.ts';

/** As many characters of a message are shown as its preview. */
const PREVIEW_CHARACTERS = 120;

const spanMs = (fromMs: number, toMs: number): number => Math.max(0, toMs - fromMs);

/** The beginning of what a message says, on one line; null for what is nobody's word. */
function previewOf(content: Content): string | null {
  return content.type === 'system'
    ? null
    : [...lineOf(content).replace(/\p{Cc}/gu, ' ')].slice(0, PREVIEW_CHARACTERS).join('');
}

/** The consultation after one more message of its conversation; itself when nothing follows from it. */
export function withMessage<C extends Consultation>(consultation: C, message: Message): C {
  const preview = previewOf(message.content);
  if (preview === null || consultation.state === 'resolved') return consultation;
  if (message.seq <= (consultation.lastMessage?.seq ?? 0)) return consultation;
  const { senderUid, seq, timeMs } = message;
  const next: C = { ...consultation, lastMessage: { seq, senderUid, text: preview, timeMs } };
  if (senderUid === consultation.customer.uid) {
    // The oldest message that nobody answered counts.
    const sinceMs = consultation.customerWaitingSinceMs ?? timeMs;
    return {
      ...next,
      customerWaitingSinceMs: sinceMs,
      wait: {
        sinceMs,
        deadlineMs: sinceMs + consultation.responseTargetMs,
        isForFirstResponse: consultation.firstResponseAtMs === null,
      },
      silenceDeadlineMs: null,
    };
  }
  // Only the serving agent answers: bots and others who may write are never a reply.
  if (senderUid !== consultation.agent?.uid) return next;
  const answered = { ...next, customerWaitingSinceMs: null, wait: null, silenceDeadlineMs: null };
  if (consultation.firstResponseAtMs !== null) return answered;
  const { openedAtMs, assignedAtMs } = consultation;
  return {
    ...answered,
    firstResponseAtMs: timeMs,
    firstResponseMs: spanMs(openedAtMs, timeMs),
    firstResponseAfterAssignmentMs: assignedAtMs === null ? null : spanMs(assignedAtMs, timeMs),
  };
}
