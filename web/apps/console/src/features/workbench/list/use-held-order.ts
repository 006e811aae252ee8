/** Keeps rows in place while the pointer moves over them, and for a moment after. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type HeldOrder, holdOrder, type Place } from './order.ts';

/** A pointer that rests is not about to click. */
export const HOLD_AFTER_MOVE_MS = 3_000;

export interface PointerProps {
  onPointerEnter: (event: React.PointerEvent) => void;
  onPointerMove: (event: React.PointerEvent) => void;
  onPointerLeave: () => void;
}

export interface HeldRows<Row, Group extends string> extends HeldOrder<Group> {
  rows: readonly { row: Row; gone: boolean; group: Group | 'new' }[];
  /** Shows the pending changes now, although the pointer is still there. */
  apply: () => void;
  pointerProps: PointerProps;
}

/** True from a movement of the pointer until it left, or rested for a while. */
function useMoving(): [boolean, PointerProps, () => void] {
  const [moving, setMoving] = useState(false);
  const restsAtMs = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = useCallback((): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setMoving(false);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const props = useMemo((): PointerProps => {
    const look = (): void => {
      const leftMs = restsAtMs.current - performance.now();
      if (leftMs <= 0) stop();
      else timer.current = setTimeout(look, leftMs);
    };
    const onPointerMove = (event: React.PointerEvent): void => {
      // Touch has no hovering pointer that a moving row could surprise.
      if (event.pointerType === 'touch') return;
      restsAtMs.current = performance.now() + HOLD_AFTER_MOVE_MS;
      if (timer.current !== undefined) return;
      setMoving(true);
      timer.current = setTimeout(look, HOLD_AFTER_MOVE_MS);
    };
    return { onPointerEnter: onPointerMove, onPointerMove, onPointerLeave: stop };
  }, [stop]);
  return [moving, props, stop];
}

export function useHeldOrder<Row extends { id: string }, Group extends string>(
  wanted: readonly Row[],
  groupOf: (row: Row) => Group,
): HeldRows<Row, Group> {
  const [moving, pointerProps, stop] = useMoving();
  const [, redraw] = useState(0);
  const shown = useRef<readonly Place<Group>[]>([]);
  const seen = useRef(new Map<string, Row>());

  const places = wanted.map((row) => ({ id: row.id, group: groupOf(row) }));
  // An empty list has nothing that could jump.
  const order = holdOrder(shown.current, places, moving && shown.current.length > 0);
  shown.current = order.places;

  const current = new Map(wanted.map((row) => [row.id, row]));
  const rows = order.places.flatMap(({ id, group }) => {
    const row = current.get(id) ?? seen.current.get(id);
    return row ? [{ row, gone: !current.has(id), group }] : [];
  });
  seen.current = new Map(rows.map(({ row }) => [row.id, row]));

  // Rows that are gone cannot be left by the pointer, which would be believed to be there.
  const empty = rows.length === 0;
  useEffect(() => {
    if (empty) stop();
  }, [empty, stop]);

  const apply = useCallback(() => {
    shown.current = [];
    redraw((count) => count + 1);
  }, []);
  return { ...order, rows, apply, pointerProps };
}
