/** How long a customer has waited, the whole wait: the one clock there is. The ring is the part of the target used up. */
import { duration, stopwatch } from '@skein/ui';
import { useNow } from '../clock/ticker.ts';
import { useI18n } from './texts/texts.ts';
import { waitLevel } from './waiting.ts';
import styles from './waiting-chip.module.css';

/** Beyond a day, seconds say nothing. */
const DAY_MS = 86_400_000;

function Ring({ used }: { used: number }) {
  return (
    <svg className={styles.ring} viewBox="0 0 14 14" aria-hidden>
      {used < 1 ? (
        <>
          <circle className={styles.track} cx="7" cy="7" r="5" />
          <circle
            className={styles.used}
            cx="7"
            cy="7"
            r="5"
            pathLength="100"
            strokeDasharray={`${Math.round(used * 100)} 100`}
            transform="rotate(-90 7 7)"
          />
        </>
      ) : (
        <>
          <circle className={styles.disc} cx="7" cy="7" r="6" />
          <path className={styles.mark} d="M7 4v3.4M7 9.7v.1" />
        </>
      )}
    </svg>
  );
}

/** `worst`: nobody in this list has waited longer. */
export function WaitingChip({
  sinceMs,
  targetMs,
  worst = false,
}: {
  sinceMs: number;
  targetMs: number;
  worst?: boolean;
}) {
  const { t, locale } = useI18n();
  const now = useNow();
  const level = waitLevel(sinceMs, now, targetMs);
  const waited = Math.max(0, now - sinceMs);
  const label = t(`wait.${level}`, {
    time: duration(locale, waited, 'long'),
    target: duration(locale, targetMs, 'long'),
  });
  const className = [styles.chip, styles[level], worst && level === 'late' && styles.worst];
  return (
    <span
      className={className.filter(Boolean).join(' ')}
      title={label}
      data-testid="waiting-chip"
      data-level={level}
      data-since={sinceMs}
    >
      <Ring used={waited / targetMs} />
      <span aria-hidden>{waited < DAY_MS ? stopwatch(waited).replace(/^0(?=\d:)/, '') : duration(locale, waited)}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
