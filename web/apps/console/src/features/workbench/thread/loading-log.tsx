/** The shape of a conversation while it is loaded. */
import { Skeleton } from '@skein/ui/react';
import { useI18n } from '../texts/texts.ts';
import styles from './timeline.module.css';

const BUBBLES = [
  [260, false],
  [180, false],
  [320, true],
  [220, true],
  [240, false],
  [300, true],
] as const;

export function LoadingLog() {
  const { t } = useI18n();
  return (
    <div className={styles.loading} role="status" aria-label={t('log.loading')} data-testid="log-skeleton">
      {BUBBLES.map(([width, own]) => (
        <span key={width} className={own ? styles.right : undefined}>
          <Skeleton width={width} height={40} />
        </span>
      ))}
    </div>
  );
}
