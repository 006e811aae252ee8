/** First visit by a setup link: shows whose account it is and lets that person choose a password. */
import { Icon, useDelayed } from '@skein/ui/react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { ApiError } from '../../api/problem.ts';
import type { SetupInvitation } from '../../api/types.ts';
import { Button } from '../../kit/button.tsx';
import { ErrorCard } from '../../kit/error-card.tsx';
import { useServices } from '../../seam/services.tsx';
import styles from './access.module.css';
import { AccessLayout } from './access-layout.tsx';
import { Field, PasswordField } from './fields.tsx';
import { checkPassword, strengthOf } from './password-rules.ts';
import { useI18n } from './texts/texts.ts';

const LEVELS = {
  weak: 'setup.strengthWeak',
  fair: 'setup.strengthFair',
  good: 'setup.strengthGood',
  strong: 'setup.strengthStrong',
} as const;

function Rule({ met, children }: { met: boolean; children: string }) {
  return (
    <li data-met={met}>
      <Icon name={met ? 'check' : 'clock'} size={14} />
      {children}
    </li>
  );
}

function DeadEnd({ title, text, onLogin }: { title: string; text: string; onLogin: () => void }) {
  const { t } = useI18n();
  return (
    <div data-testid="setup-dead-end">
      <h1>{title}</h1>
      <p className={styles.lead}>{text}</p>
      <Button size="large" onClick={onLogin}>
        {t('setup.toLogin')}
      </Button>
    </div>
  );
}

function PasswordForm({ code, invitation, onUsed }: { code: string; invitation: SetupInvitation; onUsed: () => void }) {
  const { t } = useI18n();
  const { api, session } = useServices();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const rules = checkPassword(password, repeat, invitation.uid);
  const ready = rules.length && rules.name && rules.match;
  const level = strengthOf(password);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      session.begin(await api.setup({ code, password }));
    } catch (cause) {
      setBusy(false);
      if (cause instanceof ApiError && (cause.status === 404 || cause.status === 409 || cause.status === 401)) onUsed();
      else setError(cause);
    }
  }

  const role = invitation.role;
  const known = role === 'agent' || role === 'supervisor' || role === 'admin';
  return (
    <>
      <h1>{t('setup.title', { name: invitation.name })}</h1>
      <p className={styles.lead}>{t('setup.intro', { app: invitation.appName })}</p>
      <dl className={styles.account}>
        <dt>{t('setup.account')}</dt>
        <dd>{invitation.uid}</dd>
        <dt>{t('setup.role')}</dt>
        <dd>{known ? t(`role.${role}`) : role}</dd>
      </dl>
      <form onSubmit={submit} noValidate data-testid="setup-form">
        <input type="hidden" name="username" autoComplete="username" value={invitation.uid} readOnly />
        <PasswordField
          label={t('setup.password')}
          name="password"
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {password && (
          <div className={styles.meter} role="status">
            <div className={styles.bars} data-level={level} aria-hidden>
              <i />
              <i />
              <i />
              <i />
            </div>
            {t('setup.strength', { level: t(LEVELS[level]) })}
          </div>
        )}
        <Field
          label={t('setup.repeat')}
          name="repeat"
          type="password"
          autoComplete="new-password"
          value={repeat}
          onChange={(event) => setRepeat(event.target.value)}
        />
        <ul className={styles.rules}>
          <Rule met={rules.length}>{t('setup.ruleLength')}</Rule>
          <Rule met={rules.name}>{t('setup.ruleName')}</Rule>
          <Rule met={rules.match}>{t('setup.ruleMatch')}</Rule>
        </ul>
        {error !== null && <ErrorCard compact title={t('access.failed')} error={error} />}
        <Button look="primary" size="large" type="submit" wide disabled={!ready || busy}>
          {busy ? t('setup.submitting') : t('setup.submit')}
        </Button>
      </form>
    </>
  );
}

export function SetupPage() {
  const [, navigate] = useHashLocation();
  const onLogin = (): void => navigate('/login');
  const { t } = useI18n();
  const { api, setupCode } = useServices();
  const [used, setUsed] = useState(false);
  const invitation = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.inspectSetup(setupCode ?? ''),
    enabled: setupCode !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const checking = useDelayed(invitation.isLoading);

  let content = checking ? <p role="status">{t('setup.checking')}</p> : null;
  const refused =
    invitation.error instanceof ApiError &&
    invitation.error.status >= 400 &&
    invitation.error.status < 500 &&
    invitation.error.status !== 429;
  if (setupCode === null) {
    content = <DeadEnd title={t('setup.noCode')} text={t('setup.noCodeText')} onLogin={onLogin} />;
  } else if (used || refused) {
    content = <DeadEnd title={t('setup.invalid')} text={t('setup.invalidText')} onLogin={onLogin} />;
  } else if (invitation.error) {
    content = (
      <ErrorCard title={t('access.failed')} error={invitation.error} onRetry={() => void invitation.refetch()} />
    );
  } else if (invitation.data) {
    content = <PasswordForm code={setupCode} invitation={invitation.data} onUsed={() => setUsed(true)} />;
  }
  return <AccessLayout>{content}</AccessLayout>;
}
