/** Who this is, how it stands, and the one action: resolve. */
import { duration, stopwatch } from '@skein/ui';
import { Icon, PresenceDot } from '@skein/ui/react';
import type { Consultation } from '../api/types.ts';
import { useNow } from '../clock/ticker.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useI18n } from '../i18n/index.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog, DialogActions } from '../kit/dialog.tsx';
import { IconButton } from '../kit/icon-button.tsx';
import { channelIcon, channelName } from '../list/channel.ts';
import { TARGET_MS, waitLevel } from '../list/waiting.ts';
import styles from './chat-header.module.css';

/** Beyond a day, seconds say nothing. */
const DAY_MS = 86_400_000;

function Elapsed({ consultation }: { consultation: Consultation }) {
  const { t, locale } = useI18n();
  const now = useNow();
  const elapsed = (consultation.resolvedAtMs ?? now) - consultation.openedAtMs;
  const time = elapsed < DAY_MS ? stopwatch(elapsed) : duration(locale, elapsed);
  return <span className={styles.clock}>{t('chat.elapsed', { time })}</span>;
}

const STATE_GLYPHS = { initial: 'info', waiting: 'clock', assigned: 'chat', resolved: 'check' } as const;

export interface ChatHeaderProps {
  consultation: Consultation;
  online: boolean;
  sideShown: boolean;
  onBack: () => void;
  onToggleSide: () => void;
}

export function ChatHeader({ consultation, online, sideShown, onBack, onToggleSide }: ChatHeaderProps) {
  const { t } = useI18n();
  const { resolve, resolving, me } = useDesk();
  const { customer, state, number } = consultation;
  const mine = state === 'assigned' && consultation.agent?.uid === me.user.uid;
  return (
    <header className={styles.header}>
      <span className={styles.back}>
        <IconButton icon="arrowLeft" label={t('chat.back')} onPress={onBack} testId="chat-back" />
      </span>
      <div className={styles.who}>
        <div className={styles.name}>
          <h2>
            <bdi>{customer.name}</bdi>
          </h2>
          <span className={styles.presence} data-online={online} data-testid="customer-presence">
            <PresenceDot presence={online ? 'online' : 'offline'} size={10} />
            {online ? t('visitor.online') : t('visitor.offline')}
          </span>
        </div>
        <div className={styles.facts}>
          <span className={styles.channel}>
            <Icon name={channelIcon(consultation.clue)} size={14} />
            {channelName(t, consultation.clue)}
          </span>
          <span className={styles.state} data-state={state} data-testid="consultation-state">
            <Icon name={STATE_GLYPHS[state]} size={12} />
            {t(`state.${state}`)}
          </span>
          <Elapsed consultation={consultation} />
          <span className={styles.number}>{number === 1 ? t('chat.number1') : t('chat.number', { number })}</span>
        </div>
      </div>
      <IconButton
        icon="panel"
        label={sideShown ? t('chat.hideVisitor') : t('chat.showVisitor')}
        shortcut="Alt O"
        pressed={sideShown}
        onPress={onToggleSide}
        testId="toggle-side"
      />
      {mine && (
        <Button
          look="primary"
          disabled={resolving}
          onClick={() => resolve(consultation, false)}
          icon={<Icon name="check" size={16} />}
          title="Alt E"
          aria-keyshortcuts="Alt+E"
          data-testid="resolve"
        >
          {resolving ? t('chat.resolving') : t('chat.resolve')}
        </Button>
      )}
    </header>
  );
}

/** First response and the wait that is running: the two clocks the desk is measured by. */
export function SlaBar({ consultation }: { consultation: Consultation }) {
  const { t, locale } = useI18n();
  const now = useNow();
  const { firstResponseAtMs, assignedAtMs, openedAtMs, customerWaitingSinceMs, silenceDeadlineMs } = consultation;
  const waited = customerWaitingSinceMs === null ? null : Math.max(0, now - customerWaitingSinceMs);
  return (
    <div className={styles.sla} data-testid="sla-bar">
      <span>
        <span className={styles.label}>{t('chat.firstResponse')}</span>
        {firstResponseAtMs === null ? (
          <b>{t('chat.firstResponseNone')}</b>
        ) : (
          <b className={styles.good}>
            {duration(locale, firstResponseAtMs - (assignedAtMs ?? openedAtMs))}
            <Icon name="check" size={14} />
          </b>
        )}
      </span>
      {waited === null || customerWaitingSinceMs === null ? (
        <span>
          <span className={styles.label}>{t('chat.waitingForCustomer')}</span>
        </span>
      ) : (
        <span data-testid="sla-waiting">
          <span className={styles.label}>{t('chat.waitingForYou')}</span>
          <b className={styles[waitLevel(customerWaitingSinceMs, now)]}>{duration(locale, waited)}</b>
          <span className={styles.label}>{t('chat.target', { seconds: TARGET_MS / 1000 })}</span>
        </span>
      )}
      {silenceDeadlineMs !== null && waited === null && silenceDeadlineMs > now && (
        <span className={styles.silence}>{t('chat.silence', { time: stopwatch(silenceDeadlineMs - now) })}</span>
      )}
    </div>
  );
}

/** Asks before a customer who waits for an answer is sent away. */
export function ResolveDialog() {
  const { t, locale } = useI18n();
  const { asking, answer } = useDesk();
  const now = useNow();
  const since = asking?.consultation.customerWaitingSinceMs ?? now;
  return (
    <Dialog
      alert
      title={t('chat.resolveTitle')}
      open={asking !== null}
      onClose={() => answer(false)}
      testId="resolve-dialog"
    >
      <p>
        {t('chat.resolveText', {
          name: asking?.consultation.customer.name ?? '',
          time: duration(locale, now - since, 'long'),
        })}
      </p>
      <DialogActions>
        <Button onClick={() => answer(false)}>{t('action.cancel')}</Button>
        <Button look="danger" onClick={() => answer(true)} data-testid="resolve-confirm">
          {t('chat.resolveConfirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
