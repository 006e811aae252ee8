/** Turns messages into the rows of the timeline: days, groups, system events, clues and the line above new messages. */
import type { Message, SystemContent, SystemEventName } from '@skein/sdk';
import { daysBetween } from '@skein/ui';
import type { Consultation } from '../../../api/types.ts';

/** Messages of one author this close together form a group. */
const GROUP_MS = 2 * 60_000;

export type TimelineItem =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; atMs: number }
  | { kind: 'unread'; key: string }
  | { kind: 'system'; key: string; message: Message; content: SystemContent; consultation: Consultation | null }
  | { kind: 'clue'; key: string; consultation: Consultation }
  | {
      kind: 'message';
      key: string;
      message: Message;
      fromCustomer: boolean;
      opens: boolean;
      closes: boolean;
      meta: boolean;
    };

export interface TimelineInput {
  messages: readonly Message[];
  /** True when nothing older exists. */
  complete: boolean;
  customerUid: string;
  /** What is known of the customer's consultations, for clues and reasons. */
  consultations: ReadonlyMap<string, Consultation>;
  /** The line goes above the first message of the customer after this position; null for no line. */
  unreadAfterSeq: number | null;
}

/** Those there are words for; a newer server may tell of others. */
const EVENTS: ReadonlySet<SystemEventName> = new Set([
  'consultation_opened',
  'consultation_assigned',
  'consultation_released',
  'consultation_resolved',
  'consultation_rated',
]);

function isShown({ status, content }: Message): boolean {
  return status !== 'cancelled' && (content.type !== 'system' || EVENTS.has(content.event));
}

export function hasClue(consultation: Consultation): boolean {
  const clue = consultation.clue;
  return Boolean(clue?.product || clue?.pageUrl || clue?.pageTitle || clue?.order);
}

export function buildTimeline(input: TimelineInput): TimelineItem[] {
  const items: TimelineItem[] = [];
  if (input.complete && input.messages.length > 0) items.push({ kind: 'start', key: 'start' });
  let previous: Message | null = null;
  let lined = false;
  for (const message of input.messages) {
    if (!isShown(message)) continue;
    const newDay = !previous || daysBetween(previous.timeMs, message.timeMs) !== 0;
    if (newDay) items.push({ kind: 'day', key: `day-${message.key}`, atMs: message.timeMs });
    const fromCustomer = message.senderUid === input.customerUid;
    const line =
      !lined && fromCustomer && input.unreadAfterSeq !== null && message.seq > input.unreadAfterSeq && message.seq > 0;
    if (line) {
      items.push({ kind: 'unread', key: 'unread' });
      lined = true;
    }
    if (message.content.type === 'system') {
      const content = message.content;
      const consultation = input.consultations.get(content.consultationId) ?? null;
      items.push({ kind: 'system', key: message.key, message, content, consultation });
      if (content.event === 'consultation_opened' && consultation && hasClue(consultation)) {
        items.push({ kind: 'clue', key: `clue-${consultation.id}`, consultation });
      }
    } else {
      const before = items.at(-1);
      const follows =
        before?.kind === 'message' &&
        before.message.senderUid === message.senderUid &&
        message.timeMs - before.message.timeMs <= GROUP_MS;
      if (follows)
        items[items.length - 1] = { ...before, closes: false, meta: before.message.status !== message.status };
      items.push({
        kind: 'message',
        key: message.key,
        message,
        fromCustomer,
        opens: !follows,
        closes: true,
        meta: true,
      });
    }
    previous = message;
  }
  return items;
}

/** Where a consultation starts in the timeline; -1 when that part is not loaded. */
export function indexOfConsultation(items: readonly TimelineItem[], consultationId: string): number {
  return items.findIndex(
    (item) =>
      item.kind === 'system' &&
      item.content.consultationId === consultationId &&
      item.content.event === 'consultation_opened',
  );
}
