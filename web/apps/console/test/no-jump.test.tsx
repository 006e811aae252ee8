// Rows never move under the pointer; a pill tells how many updates wait.
import { act, useState } from 'react';
import { expect, it } from 'vitest';
import { RowList } from '../src/list/row-list.tsx';
import { useHeldOrder } from '../src/list/use-held-order.ts';
import { byTestId, click, get, mount } from './dom.tsx';

let show: (ids: string[]) => void = () => undefined;

function Sample() {
  const [ids, setIds] = useState(['a', 'b', 'c']);
  show = setIds;
  const held = useHeldOrder(ids.map((id) => ({ id })));
  return (
    <>
      <button type="button" data-testid="pill" onClick={held.apply}>
        {held.updates}
      </button>
      <RowList
        label="rows"
        selectedId={null}
        onSelect={() => undefined}
        hoverProps={held.hoverProps}
        rows={held.rows.map(({ row, gone }) => ({ id: row.id, gone, content: row.id }))}
      />
    </>
  );
}

const order = (): string => [...document.querySelectorAll('[role=option]')].map((row) => row.textContent).join('');
const hover = (type: 'pointerover' | 'pointerout', pointerType = 'mouse'): void =>
  act(() => {
    get('[role=listbox]').dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerType, relatedTarget: document.body }),
    );
  });

it('holds the order while the pointer is over the list and applies it when it leaves', () => {
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
