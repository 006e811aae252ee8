/** A list of conversations one of which can be chosen: arrow keys move, Enter and Space choose, one tab stop. */
import { type KeyboardEvent, type ReactNode, type PointerEvent as ReactPointerEvent, useRef } from 'react';
import styles from './row-list.module.css';

export interface RowListProps {
  label: string;
  rows: readonly { id: string; gone?: boolean; content: ReactNode }[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  hoverProps?: {
    onPointerEnter: (event: ReactPointerEvent) => void;
    onPointerLeave: () => void;
  };
}

export function RowList({ label, rows, selectedId, onSelect, hoverProps }: RowListProps) {
  const list = useRef<HTMLDivElement>(null);
  const tabStop = rows.some((row) => row.id === selectedId) ? selectedId : rows[0]?.id;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const options = [...(list.current?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
    const at = options.indexOf(document.activeElement as HTMLElement);
    const target = {
      ArrowDown: options[at + 1],
      ArrowUp: options[at - 1],
      Home: options[0],
      End: options.at(-1),
    }[event.key];
    if (!target || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    target.focus();
  }

  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={-1}
      aria-label={label}
      className={styles.list}
      onKeyDown={onKeyDown}
      {...hoverProps}
    >
      {rows.map((row) => (
        <div
          key={row.id}
          role="option"
          aria-selected={row.id === selectedId}
          aria-disabled={row.gone || undefined}
          tabIndex={row.id === tabStop ? 0 : -1}
          className={styles.row}
          data-testid="conversation-row"
          data-consultation={row.id}
          onClick={() => {
            if (!row.gone) onSelect(row.id);
          }}
          onKeyDown={(event) => {
            if ((event.key !== 'Enter' && event.key !== ' ') || row.gone) return;
            event.preventDefault();
            onSelect(row.id);
          }}
        >
          {row.content}
        </div>
      ))}
    </div>
  );
}

/** The same look for rows that are only looked at. */
export function PlainRows({ label, rows }: { label: string; rows: readonly { id: string; content: ReactNode }[] }) {
  return (
    <ul aria-label={label} className={styles.list}>
      {rows.map((row) => (
        <li key={row.id} className={`${styles.row} ${styles.plain}`} data-testid="queue-row" data-consultation={row.id}>
          {row.content}
        </li>
      ))}
    </ul>
  );
}
