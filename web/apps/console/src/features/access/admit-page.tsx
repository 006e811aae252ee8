/** Who signs in again is asked before customers come: the status of the last time may still be "online". */
import { useMutation } from '@tanstack/react-query';
import { Button } from '../../kit/button.tsx';
import { ErrorCard } from '../../kit/error-card.tsx';
import { useServices } from '../../seam/services.tsx';
import styles from './access.module.css';
import { AccessLayout } from './access-layout.tsx';
import { useI18n } from './texts/texts.ts';

export function AdmitPage() {
  const { t } = useI18n();
  const { api, session } = useServices();
  const me = session.store.getState().session?.me;
  const status = me?.agent?.status ?? 'offline';
  const leave = useMutation({
    mutationFn: () => api.setStatus('offline'),
    onSuccess: (now) => session.admit(now.status),
  });
  return (
    <AccessLayout>
      <div data-testid="admit">
        <h1>{t('admit.title', { name: me?.user.name ?? '' })}</h1>
        <p className={styles.lead}>{t('admit.text', { status: t(`presence.${status}`) })}</p>
        <div className={styles.choices}>
          <Button look="primary" size="large" onClick={() => session.admit(status)} data-testid="admit-online">
            {t('admit.start')}
          </Button>
          <Button size="large" disabled={leave.isPending} onClick={() => leave.mutate()} data-testid="admit-offline">
            {t('admit.look')}
          </Button>
        </div>
        {leave.error && <ErrorCard compact title={t('presence.failed')} error={leave.error} />}
      </div>
    </AccessLayout>
  );
}
