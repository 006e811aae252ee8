/** What can still be taken back, in the lower corner of the lists, with the time that is left. */
import { Icon } from '@skein/ui/react';
import { useEffect, useState } from 'react';
import { useI18n } from '../texts/texts.ts';
import { commitNow, type Pending, UNDO_MS, undo, usePending } from './pending.ts';
import styles from './undo-toasts.module.css';

/** Whole seconds left, from what is left on the page's steady clock. */
export function useSecondsLeft(endsAtMs: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(1, Math.ceil((endsAtMs - now) / 1_000));
}

function Row({ pending }: { pending: Pending }) {
  const { t } = useI18n();
  const seconds = useSecondsLeft(pending.endsAtMs);
  return (
    <li className={styles.toast} data-testid="undo-toast" data-consultation={pending.id}>
      <Icon name="check" size={16} />
      <span className={styles.text}>
        {t('undo.resolved', { name: pending.name })}
        <span className="sr-only"> {t('undo.hint', { seconds: UNDO_MS / 1_000 })}</span>
      </span>
      <button type="button" className={styles.undo} data-testid="undo" onClick={() => undo(pending.id)}>
        {t('undo.undo')} <span aria-hidden>{seconds}</span>
      </button>
      <button
        type="button"
        className={styles.close}
        aria-label={t('undo.now')}
        title={t('undo.now')}
        data-testid="undo-close"
        onClick={() => void commitNow(pending.id)}
      >
        <Icon name="close" size={14} />
      </button>
      <i className={styles.left} aria-hidden style={{ animationDuration: `${UNDO_MS}ms` }} />
    </li>
  );
}

export function UndoToasts() {
  const pending = usePending((state) => state.pending);
  return (
    <ul className={styles.toasts} aria-live="polite" aria-relevant="additions">
      {pending.map((one) => (
        <Row key={one.id} pending={one} />
      ))}
    </ul>
  );
}
