/** Before it is known who is signed in: usually for a moment only, and as long as the server can't be asked. */
import { useDelayed } from '@skein/ui/react';
import { Button } from '../../kit/button.tsx';
import { useServices } from '../../seam/services.tsx';
import styles from './access.module.css';
import { AccessLayout } from './access-layout.tsx';
import { useI18n } from './texts/texts.ts';

export function OpeningPage({ unreachable }: { unreachable: boolean }) {
  const { t } = useI18n();
  const { session } = useServices();
  const slow = useDelayed(!unreachable);
  if (!unreachable) {
    return slow ? (
      <p className={styles.opening} role="status" data-testid="opening">
        {t('access.checking')}
      </p>
    ) : null;
  }
  return (
    <AccessLayout>
      <div role="alert" data-testid="server-unreachable">
        <h1>{t('access.unreachableTitle')}</h1>
        <p className={styles.lead}>{t('access.unreachableText')}</p>
        <Button look="primary" size="large" onClick={session.open}>
          {t('action.retry')}
        </Button>
      </div>
    </AccessLayout>
  );
}
