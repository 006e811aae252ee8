/** The messages of one conversation: a window without holes, and what arrived ahead of its turn. No I/O, no clock. */
import type { Message } from '../types';

/** Beyond this the oldest are let go while new ones come; they can be loaded again. */
const MAX_HELD = 2_000;
const HELD_AFTER_TRIM = 1_500;

export interface Timeline {
  /** Everything up to here is held or was skipped on purpose; undefined before the first contact. */
  high(): number | undefined;
  hasMoreBefore(): boolean;
  /** First seq of the window. */
  low(): number;
  messages(): readonly Message[];
  /** Messages that wait for a gap to be filled, or for the first page. */
  waiting(): number;
  find(clientMsgId: string): Message | undefined;
  /** Starts the window behind `seq`, if it was not started. */
  anchor(seq: number): void;
  /** Takes one message, in whatever order; true when it was not known. */
  add(message: Message): boolean;
  /** The newest page, or the page before the window. */
  addPage(messages: readonly Message[], hasMore: boolean, lastSeq: number, newest: boolean): void;
  update(change: (message: Message) => Message): boolean;
  reset(): void;
}

/** `onAppend` hears of every message that joins the end of the window, in order. */
export function createTimeline(onAppend: (message: Message) => void): Timeline {
  let held: Message[] = [];
  let low = 1;
  let high: number | undefined;
  let more = false;
  const ahead = new Map<number, Message>();

  function append(message: Message): void {
    held.push(message);
    if (held.length > MAX_HELD) {
      held = held.slice(-HELD_AFTER_TRIM);
      low = held[0]?.seq ?? low;
      more = true;
    }
    onAppend(message);
  }

  /** Moves what has its turn from `ahead` to the window. */
  function advance(): void {
    if (high === undefined) return;
    for (const seq of ahead.keys()) if (seq <= high) ahead.delete(seq);
    for (let next = ahead.get(high + 1); next; next = ahead.get(high + 1)) {
      high = next.seq;
      ahead.delete(high);
      append(next);
    }
  }

  function anchor(seq: number): void {
    if (high !== undefined) return;
    high = seq;
    low = seq + 1;
    more = seq > 0;
  }

  return {
    high: () => high,
    low: () => low,
    hasMoreBefore: () => more,
    messages: () => held,
    waiting: () => ahead.size,
    find: (clientMsgId) => held.find((message) => message.own && message.clientMsgId === clientMsgId),
    anchor,
    add(message) {
      if ((high !== undefined && message.seq <= high) || ahead.has(message.seq)) return false;
      ahead.set(message.seq, message);
      advance();
      return true;
    },
    addPage(messages, hasMore, lastSeq, newest) {
      const last = messages[messages.length - 1]?.seq ?? 0;
      if (high === undefined) {
        const live = new Map(ahead);
        high = Math.max(lastSeq, last);
        low = messages[0]?.seq ?? high + 1;
        more = hasMore;
        for (const message of messages) {
          ahead.delete(message.seq);
          // What was pushed while the page was on its way is news; the rest of the page is history.
          if (live.has(message.seq)) append(message);
          else held.push(message);
        }
        advance();
      } else if (newest ? last >= low - 1 : true) {
        const older = messages.filter(({ seq }) => seq < low);
        held = [...older, ...held];
        low = older[0]?.seq ?? low;
        more = hasMore;
      }
    },
    update(change) {
      let changed = false;
      held = held.map((message) => {
        const next = change(message);
        changed ||= next !== message;
        return next;
      });
      return changed;
    },
    reset() {
      held = [];
      ahead.clear();
      high = undefined;
      more = false;
    },
  };
}
