/** A pane with nothing in it says so, and what to do next. */
import { Icon, type IconName } from '@skein/ui/react';
import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  icon: IconName;
  title: string;
  text?: string;
  children?: ReactNode;
  testId?: string;
}

export function EmptyState({ icon, title, text, children, testId }: EmptyStateProps) {
  return (
    <div className={styles.empty} data-testid={testId}>
      <span className={styles.glyph}>
        <Icon name={icon} size={24} />
      </span>
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
