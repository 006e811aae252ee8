// Rows do not move under a pointer that moves; new ones are added at once, and a courtesy has an end.
import { act, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { byTestId, click, get, mount } from '../../../../test/dom.tsx';
import { RowList } from '../list/row-list.tsx';
import { HOLD_AFTER_MOVE_MS, useHeldOrder } from '../list/use-held-order.ts';

let show: (ids: string[]) => void = () => undefined;

function Sample() {
  const [ids, setIds] = useState(['a', 'b', 'c']);
  show = setIds;
  const held = useHeldOrder(
    ids.map((id) => ({ id })),
    () => 'all' as const,
  );
  return (
    <>
      <button type="button" data-testid="pill" onClick={held.apply}>
        {held.updates}
      </button>
      <RowList
        label="rows"
        selectedId={null}
        onSelect={() => undefined}
        pointerProps={held.pointerProps}
        groups={[{ key: 'all', rows: held.rows.map(({ row, gone }) => ({ id: row.id, gone, content: row.id })) }]}
      />
    </>
  );
}

const order = (): string => [...document.querySelectorAll('[role=option]')].map((row) => row.textContent).join('');
const hover = (type: 'pointerover' | 'pointermove' | 'pointerout', pointerType = 'mouse'): void =>
  act(() => {
    get('[role=listbox]').dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerType, relatedTarget: document.body }),
    );
  });

it('holds the order while the pointer moves over the list and applies it when it leaves', () => {
  mount(<Sample />);
  hover('pointerover');
  act(() => show(['c', 'a', 'b']));
  expect(order()).toBe('abc');
  expect(byTestId('pill')?.textContent).toBe('1');
  hover('pointerout');
  expect(order()).toBe('cab');
  expect(byTestId('pill')?.textContent).toBe('0');
});

it('keeps the place of a row that is gone, but does not let it be chosen', () => {
  mount(<Sample />);
  hover('pointerover');
  act(() => show(['b', 'c']));
  expect(order()).toBe('abc');
  expect(get('[data-consultation=a]').getAttribute('aria-disabled')).toBe('true');
});

it('applies the updates at once when the pill is clicked', async () => {
  mount(<Sample />);
  hover('pointerover');
  act(() => show(['n', 'c', 'b', 'a']));
  expect(order()).toBe('abcn');
  expect(byTestId('pill')?.textContent).toBe('3');
  await click(get('[data-testid=pill]'));
  expect(order()).toBe('ncba');
});

it('does not hold for a finger', () => {
  mount(<Sample />);
  hover('pointerover', 'touch');
  act(() => show(['c', 'b', 'a']));
  expect(order()).toBe('cba');
});

it('shows what comes at once, although the pointer is there', () => {
  mount(<Sample />);
  hover('pointerover');
  act(() => show(['x', 'a', 'b', 'c', 'y']));
  expect(order()).toBe('abcxy');
  expect(byTestId('pill')?.textContent).toBe('1');
});

it('holds nothing any more when the pointer has rested for a while', () => {
  vi.useFakeTimers();
  mount(<Sample />);
  hover('pointerover');
  act(() => show(['c', 'b', 'a']));
  act(() => vi.advanceTimersByTime(HOLD_AFTER_MOVE_MS - 1));
  hover('pointermove');
  act(() => vi.advanceTimersByTime(HOLD_AFTER_MOVE_MS - 1));
  expect(order()).toBe('abc');
  act(() => vi.advanceTimersByTime(1));
  expect(order()).toBe('cba');
  expect(byTestId('pill')?.textContent).toBe('0');
});
