/** The order of the conversation list: grouped by whose turn it is, the longest wait first; and what stands still in it. */

export type Turn = 'yours' | 'theirs';

export interface Sortable {
  id: string;
  /** When the oldest unanswered customer message came. */
  waitingSinceMs: number | null;
  unread: number;
  lastAtMs: number;
}

/** Unanswered is the agent's turn, read or not. */
export function turnOf(row: Pick<Sortable, 'waitingSinceMs'>): Turn {
  return row.waitingSinceMs === null ? 'theirs' : 'yours';
}

/** Who has waited longest; null when nobody waits. Of equal waits, the smaller id. */
export function longestWaiter<Row extends Sortable>(rows: readonly Row[], except?: string): Row | null {
  return sortRows(rows).find((row) => row.waitingSinceMs !== null && row.id !== except) ?? null;
}

/** Who waits for me, longest first; then the others, unread before read and the most recent first. Ids settle ties. */
export function sortRows<Row extends Sortable>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => {
    if (a.waitingSinceMs !== null && b.waitingSinceMs !== null) {
      return a.waitingSinceMs - b.waitingSinceMs || (a.id < b.id ? -1 : 1);
    }
    if (a.waitingSinceMs !== null) return -1;
    if (b.waitingSinceMs !== null) return 1;
    const byUnread = Number(b.unread > 0) - Number(a.unread > 0);
    return byUnread || b.lastAtMs - a.lastAtMs || (a.id < b.id ? -1 : 1);
  });
}

/** Where a row is shown. `new`: it came while the rows above had to stand still, and its group ends among them. */
export interface Place<Group extends string> {
  id: string;
  group: Group | 'new';
}

export interface HeldOrder<Group extends string> {
  places: readonly Place<Group>[];
  /** How many of the rows shown wait to move or to go. */
  updates: number;
}

/** What to show: the wanted order, or, while held, the shown one with what has come since at its end. */
export function holdOrder<Group extends string>(
  shown: readonly Place<Group>[],
  wanted: readonly (Place<Group> & { group: Group })[],
  hold: boolean,
): HeldOrder<Group> {
  if (!hold) return { places: wanted, updates: 0 };
  const known = new Set(shown.map(({ id }) => id));
  const places = [...shown];
  for (const place of wanted) {
    if (known.has(place.id)) continue;
    // At the end of its group where nothing has to move for it.
    const end = places.at(-1)?.group;
    places.push(end === undefined || end === place.group ? place : { id: place.id, group: 'new' });
  }
  const groups = new Map(wanted.map(({ id, group }) => [id, group]));
  const going = places.filter(({ id }) => !groups.has(id)).length;
  const turned = places.filter(({ id, group }) => groups.has(id) && group !== 'new' && groups.get(id) !== group);
  const other = new Set(turned.map(({ id }) => id));
  const staying = places.filter(({ id }) => groups.has(id) && !other.has(id)).map(({ id }) => id);
  const ids = wanted.map(({ id }) => id);
  return { places, updates: going + turned.length + movedCount(staying, ids) };
}

/** Rows that have to move so that the common rows get the wanted order: all but a longest increasing run. */
function movedCount(shown: readonly string[], wanted: readonly string[]): number {
  const at = new Map(wanted.map((id, index) => [id, index]));
  const places = shown.map((id) => at.get(id) ?? -1);
  const tails: number[] = [];
  for (const place of places) {
    const index = tails.findIndex((tail) => tail >= place);
    tails[index < 0 ? tails.length : index] = place;
  }
  return places.length - tails.length;
}
