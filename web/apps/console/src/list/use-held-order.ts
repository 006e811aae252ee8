/** Keeps rows in place while the pointer is over them. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { type HeldOrder, holdOrder } from './order.ts';

export interface HeldRows<Row> extends HeldOrder {
  rows: readonly { row: Row; gone: boolean }[];
  /** Shows the pending changes now, although the pointer is still there. */
  apply: () => void;
  hoverProps: {
    onPointerEnter: (event: React.PointerEvent) => void;
    onPointerLeave: () => void;
  };
}

export function useHeldOrder<Row extends { id: string }>(wanted: readonly Row[]): HeldRows<Row> {
  const [hovered, setHovered] = useState(false);
  const [, redraw] = useState(0);
  const shown = useRef<readonly string[]>([]);
  const seen = useRef(new Map<string, Row>());

  const wantedIds = wanted.map((row) => row.id);
  // An empty list has nothing that could jump.
  const order = holdOrder(shown.current, wantedIds, hovered && shown.current.length > 0);
  shown.current = order.ids;

  const current = new Map(wanted.map((row) => [row.id, row]));
  const rows = order.ids.flatMap((id) => {
    const row = current.get(id) ?? seen.current.get(id);
    return row ? [{ row, gone: !current.has(id) }] : [];
  });
  seen.current = new Map(rows.map(({ row }) => [row.id, row]));

  // Rows that are gone cannot be left by the pointer, which would be believed to be there for ever.
  const empty = rows.length === 0;
  useEffect(() => {
    if (empty) setHovered(false);
  }, [empty]);

  const apply = useCallback(() => {
    shown.current = [];
    redraw((count) => count + 1);
  }, []);
  return {
    ...order,
    rows,
    apply,
    hoverProps: {
      // Touch has no hovering pointer that a moving row could surprise.
      onPointerEnter: (event) => setHovered(event.pointerType !== 'touch'),
      onPointerLeave: () => setHovered(false),
    },
  };
}
