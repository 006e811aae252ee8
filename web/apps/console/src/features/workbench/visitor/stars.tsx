/** A rating as stars, with its words. */
import { Shape } from '@skein/ui/react';
import { useI18n } from '../texts/texts.ts';
import styles from './stars.module.css';

export function Stars({ score, size = 14 }: { score: number; size?: number }) {
  const { t } = useI18n();
  const label = t('visitor.stars', { count: score });
  return (
    <span className={styles.stars} role="img" aria-label={label} title={label}>
      {[1, 2, 3, 4, 5].map((star) => (
        <Shape key={star} name="star" size={size} className={star <= score ? styles.full : styles.hollow} />
      ))}
    </span>
  );
}
