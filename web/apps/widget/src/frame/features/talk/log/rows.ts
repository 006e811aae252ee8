/** Turns messages into what the log shows: day headings, author groups, worded events. Pure, so that every rule has a test. */
import type { Message, SystemContent } from '@skein/sdk';
import { daysBetween } from '@skein/ui';
import type { Texts } from '../texts/en';

const GROUP_GAP_MS = 2 * 60_000;

export interface MessageRow {
  kind: 'message';
  key: string;
  message: Message;
  /** First and last of a run of one author. */
  first: boolean;
  last: boolean;
  /** The state word stands under the last own message that has it, not under every one. */
  showStatus: boolean;
}

export type Row =
  | { kind: 'day'; key: string; timeMs: number }
  | { kind: 'event'; key: string; timeMs: number; text: EventText }
  | MessageRow;

export interface EventText {
  key: Extract<keyof Texts, `event.${string}`>;
  agent: string;
}

/** Null for events that a visitor need not see: opening is the visitor's own doing. */
export function wordEvent(content: SystemContent): EventText | null {
  const agent = content.subjectName || content.actorName;
  switch (content.event) {
    case 'consultation_assigned':
      return { key: 'event.assigned', agent };
    case 'consultation_released':
      return { key: 'event.released', agent };
    case 'consultation_resolved':
      if (content.reason === 'silence') return { key: 'event.resolvedBySilence', agent };
      if (content.reason === 'customer') return { key: 'event.resolvedByCustomer', agent };
      return content.reason === 'agent' && content.actorName !== ''
        ? { key: 'event.resolvedByAgent', agent: content.actorName }
        : { key: 'event.resolved', agent };
    case 'consultation_rated':
      return { key: 'event.rated', agent };
    default:
      return null;
  }
}

export function buildRows(messages: readonly Message[]): Row[] {
  const rows: Row[] = [];
  let lastTimeMs: number | null = null;
  let run: MessageRow | null = null;

  for (const message of messages) {
    if (message.status === 'cancelled') continue;
    const { content } = message;
    const event = content.type === 'system' ? wordEvent(content) : null;
    if (content.type === 'system' && event === null) continue;
    if (lastTimeMs === null || daysBetween(lastTimeMs, message.timeMs) !== 0) {
      rows.push({ kind: 'day', key: `day-${message.key}`, timeMs: message.timeMs });
      run = null;
    }
    lastTimeMs = message.timeMs;
    if (event !== null) {
      rows.push({ kind: 'event', key: message.key, timeMs: message.timeMs, text: event });
      run = null;
      continue;
    }
    const joins: boolean =
      run !== null &&
      run.message.own === message.own &&
      run.message.senderUid === message.senderUid &&
      message.timeMs - run.message.timeMs <= GROUP_GAP_MS;
    if (joins && run !== null) run.last = false;
    run = { kind: 'message', key: message.key, message, first: !joins, last: true, showStatus: message.own };
    rows.push(run);
  }
  return hideRepeatedStatus(rows);
}

/** Going upwards, a state that a later own message has already said is not said again; a failure always is. */
function hideRepeatedStatus(rows: Row[]): Row[] {
  const said = new Set<string>();
  for (const row of rows.toReversed()) {
    if (row.kind !== 'message' || !row.message.own) continue;
    const { status } = row.message;
    row.showStatus = status === 'failed' || !said.has(status);
    said.add(status);
  }
  return rows;
}

/** The oldest rows leave the document first; they come back by scrolling up. */
export function newestMessages(messages: readonly Message[], count: number): readonly Message[] {
  return messages.length > count ? messages.slice(messages.length - count) : messages;
}
