/** In place of the composer when there is nobody to write to. */
import { Icon } from '@skein/ui/react';
import type { Consultation } from '../api/types.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useI18n } from '../i18n/index.tsx';
import { Button } from '../kit/button.tsx';
import styles from './composer.module.css';

export function ReadOnlyBar({ consultation }: { consultation: Consultation }) {
  const { t } = useI18n();
  const { rows, select } = useDesk();
  const current = rows.find(
    (row) => row.consultation.conversationId === consultation.conversationId && row.id !== consultation.id,
  );
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
