/** Signed in, but this account serves no customers. */
import { useI18n } from '../i18n/index.tsx';
import { Button } from '../kit/button.tsx';
import { useServices } from '../services.tsx';
import styles from './access.module.css';
import { AccessLayout } from './access-layout.tsx';

export function NoDeskPage() {
  const { t } = useI18n();
  const { api, session } = useServices();
  return (
    <AccessLayout>
      <h1>{t('app.console')}</h1>
      <p className={styles.lead}>{t('access.noDesk')}</p>
      <Button
        size="large"
        onClick={() => {
          // With the token that is still held; the page does not wait for the answer.
          void api.logout().catch(() => undefined);
          session.end('signed-out');
        }}
      >
        {t('settings.signOut')}
      </Button>
    </AccessLayout>
  );
}
