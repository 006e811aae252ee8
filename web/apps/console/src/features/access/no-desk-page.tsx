/** Signed in, but this account serves no customers. */

import { Button } from '../../kit/button.tsx';
import { useServices } from '../../seam/services.tsx';
import styles from './access.module.css';
import { AccessLayout } from './access-layout.tsx';
import { useI18n } from './texts/texts.ts';

export function NoDeskPage() {
  const { t } = useI18n();
  const { api, session } = useServices();
  return (
    <AccessLayout>
      <h1>{t('access.console')}</h1>
      <p className={styles.lead}>{t('access.noDesk')}</p>
      <Button
        size="large"
        onClick={() => {
          // With the token that is still held; the page does not wait for the answer.
          void api.logout().catch(() => undefined);
          session.end('signed-out');
        }}
      >
        {t('signOut.action')}
      </Button>
    </AccessLayout>
  );
}
