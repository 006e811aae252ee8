/** In place of the composer when there is nobody to write to. */
import { Icon } from '@skein/ui/react';
import type { Consultation } from '../../../api/types.ts';
import { Button } from '../../../kit/button.tsx';
import { useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';
import { undo, usePending } from '../undo/pending.ts';
import { useSecondsLeft } from '../undo/undo-toasts.tsx';
import styles from './composer.module.css';

/** Nobody has been told yet; the way back stands where the composer was. */
function Ending({ id, endsAtMs }: { id: string; endsAtMs: number }) {
  const { t } = useI18n();
  const seconds = useSecondsLeft(endsAtMs);
  return (
    <div className={styles.readOnly} data-testid="ending-bar">
      <Icon name="check" size={16} />
      <span>{t('undo.held')}</span>
      <Button size="small" onClick={() => undo(id)} data-testid="ending-undo">
        {t('undo.undo')} <span aria-hidden>{seconds}</span>
      </Button>
    </div>
  );
}

export function ReadOnlyBar({ consultation }: { consultation: Consultation }) {
  const { t } = useI18n();
  const { rows, select } = useDesk();
  const current = rows.find(
    (row) => row.consultation.conversationId === consultation.conversationId && row.id !== consultation.id,
  );
  const pending = usePending((state) => state.pending.find((one) => one.id === consultation.id));
  if (pending) return <Ending id={pending.id} endsAtMs={pending.endsAtMs} />;
  let text = t('composer.readOnly');
  if (consultation.state === 'waiting' || consultation.state === 'initial') text = t('composer.readOnlyWaiting');
  else if (consultation.state === 'assigned')
    text = t('composer.readOnlyOther', { name: consultation.agent?.name ?? '' });
  return (
    <div className={styles.readOnly} data-testid="read-only-bar">
      <Icon name="lock" size={16} />
      <span>{text}</span>
      {current && (
        <Button size="small" onClick={() => select(current.id, 'mine')}>
          {t('composer.goToCurrent')}
        </Button>
      )}
    </div>
  );
}
