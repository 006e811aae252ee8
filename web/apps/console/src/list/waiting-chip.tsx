/** How long somebody has waited: neutral, then warning, then counting up over the target. Glyph and sign tell it without colour. */
import { duration, stopwatch } from '@skein/ui';
import { Icon } from '@skein/ui/react';
import { useNow } from '../clock/ticker.ts';
import { useI18n } from '../i18n/index.tsx';
import { TARGET_MS, waitLevel } from './waiting.ts';
import styles from './waiting-chip.module.css';

export function WaitingChip({ sinceMs }: { sinceMs: number }) {
  const { t, locale } = useI18n();
  const now = useNow();
  const level = waitLevel(sinceMs, now);
  const waited = Math.max(0, now - sinceMs);
  const label = t(`wait.${level}`, { time: duration(locale, waited, 'long') });
  return (
    <span className={`${styles.chip} ${styles[level]}`} title={label} data-testid="waiting-chip" data-level={level}>
      <Icon name={level === 'fresh' ? 'clock' : 'alert'} size={12} />
      <span aria-hidden>{level === 'breached' ? `+${stopwatch(waited - TARGET_MS)}` : stopwatch(waited)}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
