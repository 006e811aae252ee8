// The order of the list, and what stays in place while the pointer moves over it.
import { describe, expect, it } from 'vitest';
import { holdOrder, longestWaiter, type Place, type Sortable, sortRows, turnOf } from '../list/order.ts';

const NOW = 1_000_000_000;
const row = (id: string, fields: Partial<Sortable>): Sortable => ({
  id,
  waitingSinceMs: null,
  unread: 0,
  lastAtMs: NOW - 10_000,
  ...fields,
});

describe('the list', () => {
  const rows = [
    row('answered-long-ago', { lastAtMs: NOW - 900_000 }),
    row('waits-a-little', { unread: 1, waitingSinceMs: NOW - 5_000 }),
    row('answered', { lastAtMs: NOW - 1_000 }),
    row('read-and-waits-longest', { waitingSinceMs: NOW - 300_000 }),
    row('waits', { unread: 3, waitingSinceMs: NOW - 50_000 }),
    row('colleague-wrote', { unread: 1, lastAtMs: NOW - 600_000 }),
  ];

  it('is grouped by whose turn it is: what was read and not answered does not sink', () => {
    expect(sortRows(rows).map(({ id }) => id)).toEqual([
      'read-and-waits-longest',
      'waits',
      'waits-a-little',
      'colleague-wrote',
      'answered',
      'answered-long-ago',
    ]);
    expect(rows.filter((one) => turnOf(one) === 'yours')).toHaveLength(3);
  });

  it('leads from a resolved consultation to whoever has waited longest', () => {
    expect(longestWaiter(rows)?.id).toBe('read-and-waits-longest');
    expect(longestWaiter(rows, 'read-and-waits-longest')?.id).toBe('waits');
    expect(longestWaiter([row('answered', {})])).toBeNull();
  });

  it('is the same whatever the order of arrival', () => {
    const same = ['c', 'a', 'b'].map((id) => row(id, {}));
    expect(sortRows(same)).toEqual(sortRows([...same].reverse()));
  });
});

describe('holdOrder', () => {
  type Group = 'yours' | 'theirs';
  /** `yours:a,b theirs:c` */
  const places = (text: string): Place<Group>[] =>
    text.split(' ').flatMap((part) => {
      const [group, ids = ''] = part.split(':');
      return ids.split(',').map((id) => ({ id, group: group as Group }));
    });
  const wanted = (text: string) => places(text) as (Place<Group> & { group: Group })[];

  it('shows the wanted order when nothing holds it', () => {
    const order = holdOrder(places('yours:a,b'), wanted('yours:b,c'), false);
    expect(order).toEqual({ places: places('yours:b,c'), updates: 0 });
  });

  it('keeps every row in place and counts what waits to move or to go', () => {
    const shown = places('yours:a,b,c');
    expect(holdOrder(shown, wanted('yours:a,b,c'), true)).toEqual({ places: shown, updates: 0 });
    expect(holdOrder(shown, wanted('yours:c,a,b'), true)).toEqual({ places: shown, updates: 1 });
    expect(holdOrder(shown, wanted('yours:c,a'), true)).toEqual({ places: shown, updates: 2 });
    expect(holdOrder(shown, wanted('yours:a,b theirs:c'), true)).toEqual({ places: shown, updates: 1 });
  });

  it('adds what comes at the end of its group at once', () => {
    const order = holdOrder(places('yours:a,b'), wanted('yours:new,a,b,other'), true);
    expect(order).toEqual({ places: places('yours:a,b,new,other'), updates: 1 });
  });

  it('adds what comes below all rows where its group ends among them, so that none is moved', () => {
    const shown = places('yours:a theirs:b');
    const order = holdOrder(shown, wanted('yours:a,new theirs:b'), true);
    expect(order.places.map(({ id }) => id)).toEqual(['a', 'b', 'new']);
    expect(order.places.at(-1)?.group).toBe('new');
    expect(holdOrder(order.places, wanted('yours:a,new,more theirs:b'), true).places.map(({ id }) => id)).toEqual([
      'a',
      'b',
      'new',
      'more',
    ]);
  });
});
