/** The messages of one conversation: a window without holes, and what arrived ahead of its turn. No I/O, no clock. */
import type { Message } from '../types';

/** When so many came since somebody last paged, the oldest are let go; they can be loaded again. */
const MAX_ARRIVED = 2_000;
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
  /** The page before `before`, or the newest. False when it does not join the window, which has moved since it was asked for. */
  addPage(messages: readonly Message[], hasMore: boolean, lastSeq: number, before?: number): boolean;
  update(change: (message: Message) => Message): boolean;
  reset(): void;
}

/** `onAppend` hears of every message that joins the end of the window, in order. */
export function createTimeline(onAppend: (message: Message) => void): Timeline {
  let held: Message[] = [];
  let low = 1;
  let high: number | undefined;
  let more = false;
  /** Messages that came since a page was loaded: what was paged is not let go under the reader. */
  let arrived = 0;
  const ahead = new Map<number, Message>();

  function append(message: Message): void {
    held.push(message);
    if (++arrived > MAX_ARRIVED) {
      held = held.slice(-HELD_AFTER_TRIM);
      arrived = HELD_AFTER_TRIM;
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
    addPage(messages, hasMore, lastSeq, before) {
      const last = messages[messages.length - 1]?.seq ?? 0;
      if (high === undefined) {
        const live = new Map(ahead);
        // The window ends where the page ends, whatever else there is by now: that is fetched.
        high = last || lastSeq;
        low = messages[0]?.seq ?? high + 1;
        more = hasMore;
        for (const message of messages) {
          ahead.delete(message.seq);
          // What was pushed while the page was on its way is news; the rest of the page is history.
          if (live.has(message.seq)) append(message);
          else held.push(message);
        }
        advance();
      } else {
        if ((before === undefined ? last : before - 1) < low - 1) return false;
        const older = messages.filter(({ seq }) => seq < low);
        held = [...older, ...held];
        low = older[0]?.seq ?? low;
        more = hasMore;
      }
      arrived = 0;
      return true;
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
      arrived = 0;
    },
  };
}
