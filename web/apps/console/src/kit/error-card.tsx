/** What failed, in place: the reason in words, a way to try again, the request id for support. */
import { Icon } from '@skein/ui/react';
import { useState } from 'react';
import { asApiError } from '../api/problem.ts';
import { Button } from './button.tsx';
import styles from './error-card.module.css';
import { type T, useI18n } from './texts/texts.ts';

/** Codes that are worded as another one: an agent can do no more about them. */
const SAME: Readonly<Record<string, string>> = {
  malformed: 'invalid',
  token_expired: 'unauthenticated',
  idempotency_mismatch: 'conflict',
  // The connection ended; what was under way did not arrive.
  disconnected: 'network',
  heartbeat_timeout: 'network',
  replaced: 'network',
  session_gone: 'network',
  slow_reader: 'network',
};

/** The words for an error code of the server or of the SDK. */
export function reasonOf(t: T, code: string): string {
  const worded = SAME[code] ?? code;
  switch (worded) {
    case 'network':
    case 'rate_limited':
    case 'overloaded':
    case 'storage_unavailable':
    case 'unauthenticated':
    case 'forbidden':
    case 'not_found':
    case 'conflict':
    case 'too_large':
    case 'invalid':
    case 'timeout':
    case 'expired':
    case 'outbox_full':
      return t(`error.${worded}`);
    default:
      return t('error.internal');
  }
}

export function RequestId({ id }: { id: string }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard?.writeText(id).then(() => setCopied(true));
  };
  return (
    <button type="button" className={styles.requestId} title={t('error.copyId')} onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} size={14} />
      {copied ? t('error.copied') : t('error.requestId', { id })}
    </button>
  );
}

export interface ErrorCardProps {
  title: string;
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
}

export function ErrorCard({ title, error, onRetry, compact }: ErrorCardProps) {
  const { t } = useI18n();
  const problem = asApiError(error);
  return (
    <div className={compact ? `${styles.card} ${styles.compact}` : styles.card} role="alert" data-testid="error-card">
      <Icon name="alert" size={20} className={styles.glyph} />
      <div className={styles.text}>
        <strong>{title}</strong>
        <span>{reasonOf(t, problem.code)}</span>
        {problem.requestId && <RequestId id={problem.requestId} />}
      </div>
      {onRetry && (
        <Button size="small" onClick={onRetry} icon={<Icon name="retry" size={14} />}>
          {t('error.retry')}
        </Button>
      )}
    </div>
  );
}
