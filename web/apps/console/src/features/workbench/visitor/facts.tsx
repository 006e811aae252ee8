/** Labelled facts about a customer or a consultation, and instants in words. */
import { fullTime, timeAgo } from '@skein/ui';
import type { ReactNode } from 'react';
import { useNow } from '../../../clock/ticker.ts';
import { useI18n } from '../texts/texts.ts';
import styles from './visitor-pane.module.css';

export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function When({ atMs }: { atMs: number }) {
  const { t, locale } = useI18n();
  const now = useNow();
  return (
    <time dateTime={new Date(atMs).toISOString()} title={fullTime(locale, atMs)}>
      {timeAgo(locale, atMs, now, t('time.justNow'))}
    </time>
  );
}
