/** A list of conversations one of which can be chosen: arrow keys move, Enter and Space choose, one tab stop. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import styles from './row-list.module.css';
import type { PointerProps } from './use-held-order.ts';

export interface ListedRow {
  id: string;
  gone?: boolean;
  content: ReactNode;
}

/** Rows under a heading; without one, there is nothing to tell them from. */
export interface RowGroup {
  key: string;
  title?: string;
  rows: readonly ListedRow[];
}

export interface RowListProps {
  label: string;
  groups: readonly RowGroup[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  pointerProps?: PointerProps;
}

function GroupHead({ id, group }: { id: string; group: RowGroup }) {
  return (
    <div id={id} className={styles.groupHead}>
      <b>{group.title}</b> {group.rows.filter((row) => !row.gone).length}
    </div>
  );
}

export function RowList({ label, groups, selectedId, onSelect, pointerProps }: RowListProps) {
  const list = useRef<HTMLDivElement>(null);
  const headId = useId();
  const rows = groups.flatMap((group) => group.rows);
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

  const row = ({ id, gone, content }: ListedRow): ReactNode => (
    <div
      key={id}
      role="option"
      aria-selected={id === selectedId}
      aria-disabled={gone || undefined}
      tabIndex={id === tabStop ? 0 : -1}
      className={styles.row}
      data-testid="conversation-row"
      data-consultation={id}
      onClick={() => {
        if (!gone) onSelect(id);
      }}
      onKeyDown={(event) => {
        if ((event.key !== 'Enter' && event.key !== ' ') || gone) return;
        event.preventDefault();
        onSelect(id);
      }}
    >
      {content}
    </div>
  );

  return (
    <div className={styles.list} {...pointerProps}>
      <div ref={list} role="listbox" tabIndex={-1} aria-label={label} className={styles.box} onKeyDown={onKeyDown}>
        {groups.map((group) =>
          group.title === undefined ? (
            group.rows.map(row)
          ) : (
            // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
            <div
              key={group.key}
              role="group"
              aria-labelledby={`${headId}-${group.key}`}
              data-testid="row-group"
              data-group={group.key}
            >
              <GroupHead id={`${headId}-${group.key}`} group={group} />
              {group.rows.map(row)}
            </div>
          ),
        )}
      </div>
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
