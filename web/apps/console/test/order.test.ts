// The order of the list, and what stays in place while the pointer is over it.
import { describe, expect, it } from 'vitest';
import { holdOrder, type Sortable, sortRows } from '../src/list/order.ts';

const NOW = 1_000_000_000;
const row = (id: string, fields: Partial<Sortable>): Sortable => ({
  id,
  waitingSinceMs: null,
  unread: 0,
  lastAtMs: NOW - 10_000,
  ...fields,
});

describe('sortRows', () => {
  it('puts breached first, then unread oldest first, then the most recent', () => {
    const rows = [
      row('old', { lastAtMs: NOW - 900_000 }),
      row('unread-new', { unread: 1, waitingSinceMs: NOW - 5_000 }),
      row('recent', { lastAtMs: NOW - 1_000 }),
      row('breached-new', { unread: 1, waitingSinceMs: NOW - 61_000 }),
      row('unread-old', { unread: 3, waitingSinceMs: NOW - 50_000 }),
      row('breached-old', { waitingSinceMs: NOW - 300_000 }),
    ];
    expect(sortRows(rows, NOW).map(({ id }) => id)).toEqual([
      'breached-old',
      'breached-new',
      'unread-old',
      'unread-new',
      'recent',
      'old',
    ]);
  });

  it('moves a row to the top at the very second the target is missed', () => {
    const rows = [
      row('unread', { unread: 1, waitingSinceMs: NOW - 70_000 + 20_000 }),
      row('read', { waitingSinceMs: NOW - 60_000 }),
    ];
    expect(sortRows(rows, NOW - 1)[0]?.id).toBe('unread');
    expect(sortRows(rows, NOW)[0]?.id).toBe('read');
  });

  it('is the same whatever the order of arrival', () => {
    const rows = ['c', 'a', 'b'].map((id) => row(id, {}));
    expect(sortRows(rows, NOW)).toEqual(sortRows([...rows].reverse(), NOW));
  });
});

describe('holdOrder', () => {
  it('shows the wanted order when nothing holds it', () => {
    expect(holdOrder(['a', 'b'], ['b', 'c'], false)).toEqual({ ids: ['b', 'c'], updates: 0 });
  });

  it('keeps every row in place and counts what waits', () => {
    expect(holdOrder(['a', 'b', 'c'], ['a', 'b', 'c'], true)).toEqual({ ids: ['a', 'b', 'c'], updates: 0 });
    expect(holdOrder(['a', 'b', 'c'], ['c', 'a', 'b'], true)).toEqual({ ids: ['a', 'b', 'c'], updates: 1 });
    expect(holdOrder(['a', 'b', 'c'], ['new', 'c', 'a'], true)).toEqual({ ids: ['a', 'b', 'c'], updates: 3 });
  });
});
