/** Sign-in. Its answers never tell whether an account exists. */
import { Icon } from '@skein/ui/react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { ApiError } from '../../api/problem.ts';
import { Button } from '../../kit/button.tsx';
import { RequestId } from '../../kit/error-card.tsx';
import { useServices } from '../../seam/services.tsx';
import styles from './access.module.css';
import { AccessLayout } from './access-layout.tsx';
import { Field, PasswordField } from './fields.tsx';
import { type T, useI18n } from './texts/texts.ts';

function messageFor(t: T, error: unknown): string {
  if (!(error instanceof ApiError)) return t('access.failed');
  if (error.status === 0) return t('access.unreachable');
  if (error.status === 429) {
    return error.retryAfterS ? t('access.limited', { seconds: error.retryAfterS }) : t('access.limitedSoon');
  }
  // Unknown user, wrong password, disabled account: one answer for all of them.
  return error.status >= 400 && error.status < 500 ? t('access.wrong') : t('access.failed');
}

export function LoginPage() {
  const { t } = useI18n();
  const { api, session } = useServices();
  const ended = useStore(session.store, (state) => state.ended);
  const [uid, setUid] = useState('');
  const [password, setPassword] = useState('');
  const [appId, setAppId] = useState('');
  const [withApp, setWithApp] = useState(false);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    const user = uid.trim();
    setMissing(!user || !password);
    if (!user || !password || busy) return;
    setBusy(true);
    setError(null);
    try {
      const app = appId.trim();
      session.begin(await api.login({ uid: user, password, ...(withApp && app ? { appId: app } : {}) }));
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  }

  const serverFault = error instanceof ApiError && error.status >= 500 ? error : null;
  return (
    <AccessLayout>
      <h1>{t('access.welcome')}</h1>
      <p className={styles.lead}>{t('access.lead')}</p>
      {ended && !error && (
        <p className={`${styles.notice} ${styles.calm}`} role="status">
          <Icon name="info" size={18} />
          {ended === 'expired' ? t('access.expired') : t('access.signedOut')}
        </p>
      )}
      <form onSubmit={signIn} noValidate data-testid="login-form">
        {error !== null && (
          <div className={styles.notice} role="alert" data-testid="login-error">
            <Icon name="alert" size={18} />
            <div>
              {messageFor(t, error)}
              {serverFault?.requestId && <RequestId id={serverFault.requestId} />}
            </div>
          </div>
        )}
        <Field
          label={t('access.uid')}
          name="uid"
          autoComplete="username"
          autoFocus
          value={uid}
          error={missing && !uid.trim() ? t('access.required') : null}
          onChange={(event) => setUid(event.target.value)}
        />
        <PasswordField
          label={t('access.password')}
          name="password"
          autoComplete="current-password"
          value={password}
          error={missing && !password ? t('access.required') : null}
          onChange={(event) => setPassword(event.target.value)}
        />
        {withApp ? (
          <Field
            label={t('access.app')}
            name="appId"
            autoComplete="organization"
            hint={t('access.appHint')}
            value={appId}
            onChange={(event) => setAppId(event.target.value)}
          />
        ) : (
          <button type="button" className={styles.more} onClick={() => setWithApp(true)}>
            {t('access.moreOptions')}
          </button>
        )}
        <Button look="primary" size="large" type="submit" wide disabled={busy}>
          {busy ? t('access.signingIn') : t('action.signIn')}
        </Button>
      </form>
    </AccessLayout>
  );
}
