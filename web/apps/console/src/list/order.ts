/** The order of the conversation list, and the rule that rows never jump under the pointer. */
import { isBreached } from './waiting.ts';

export interface Sortable {
  id: string;
  /** When the oldest unanswered customer message came. */
  waitingSinceMs: number | null;
  unread: number;
  lastAtMs: number;
}

/** 0: over the target, 1: unread, 2: the rest. */
export function urgency(row: Sortable, nowMs: number): 0 | 1 | 2 {
  if (row.waitingSinceMs !== null && isBreached(row.waitingSinceMs, nowMs)) return 0;
  return row.unread > 0 ? 1 : 2;
}

/** Over the target first, then unread, both oldest first; then the most recent. The id settles ties, so the order is stable. */
export function sortRows<Row extends Sortable>(rows: readonly Row[], nowMs: number): Row[] {
  const since = (row: Row): number => row.waitingSinceMs ?? row.lastAtMs;
  return [...rows].sort((a, b) => {
    const rank = urgency(a, nowMs);
    const difference = rank - urgency(b, nowMs);
    if (difference !== 0) return difference;
    const byTime = rank === 2 ? b.lastAtMs - a.lastAtMs : since(a) - since(b);
    return byTime || (a.id < b.id ? -1 : 1);
  });
}

export interface HeldOrder {
  ids: readonly string[];
  /** How many rows wait to move, come or go. */
  updates: number;
}

/** What to show: the wanted order, or, while held, the shown one with the number of changes that wait. */
export function holdOrder(shown: readonly string[], wanted: readonly string[], hold: boolean): HeldOrder {
  if (!hold) return { ids: wanted, updates: 0 };
  const coming = wanted.filter((id) => !shown.includes(id)).length;
  const going = shown.filter((id) => !wanted.includes(id)).length;
  return { ids: shown, updates: coming + going + movedCount(shown, wanted) };
}

/** Rows that have to move so that the common rows get the wanted order: all but a longest increasing run. */
function movedCount(shown: readonly string[], wanted: readonly string[]): number {
  const places = shown.map((id) => wanted.indexOf(id)).filter((place) => place >= 0);
  const tails: number[] = [];
  for (const place of places) {
    const at = tails.findIndex((tail) => tail >= place);
    tails[at < 0 ? tails.length : at] = place;
  }
  return places.length - tails.length;
}
