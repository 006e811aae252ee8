/** Who this is, how it stands, and the one action: resolve. */
import { duration, stopwatch } from '@skein/ui';
import { Icon, PresenceDot } from '@skein/ui/react';
import type { Consultation } from '../../../api/types.ts';
import { useNow } from '../../../clock/ticker.ts';
import { channelIcon, channelName } from '../../../desk/channel.ts';
import { waitingSince } from '../../../desk/waiting.ts';
import { WaitingChip } from '../../../desk/waiting-chip.tsx';
import { Button } from '../../../kit/button.tsx';
import { IconButton } from '../../../kit/icon-button.tsx';
import { useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';
import { useEnding } from '../undo/use-ending.ts';
import styles from './chat-header.module.css';

const STATE_GLYPHS = { initial: 'info', waiting: 'clock', assigned: 'chat', resolved: 'check' } as const;

export interface ChatHeaderProps {
  consultation: Consultation;
  /** Null while it is not known. */
  online: boolean | null;
  sideShown: boolean;
  onBack: () => void;
  onToggleSide: () => void;
}

export function ChatHeader({ consultation, online, sideShown, onBack, onToggleSide }: ChatHeaderProps) {
  const { t } = useI18n();
  const { resolve, me } = useDesk();
  const { customer, state, number } = consultation;
  const ending = useEnding(consultation.id);
  const mine = state === 'assigned' && consultation.agent?.uid === me.user.uid && !ending;
  const shown = ending ? 'resolved' : state;
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
          {online !== null && (
            <span className={styles.presence} data-online={online} data-testid="customer-presence">
              <PresenceDot presence={online ? 'online' : 'offline'} size={10} />
              {online ? t('visitor.online') : t('visitor.offline')}
            </span>
          )}
        </div>
        <div className={styles.facts}>
          <span className={styles.channel}>
            <Icon name={channelIcon(consultation.clue)} size={14} />
            {channelName(t, consultation.clue)}
          </span>
          <span className={styles.state} data-state={ending ? 'ending' : state} data-testid="consultation-state">
            <Icon name={STATE_GLYPHS[shown]} size={12} />
            {t(`state.${shown}`)}
          </span>
          <span>{consultation.team.name}</span>
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
          onClick={() => resolve(consultation, false)}
          icon={<Icon name="check" size={16} />}
          title="Alt E"
          aria-keyshortcuts="Alt+E"
          data-testid="resolve"
        >
          {t('chat.resolve')}
        </Button>
      )}
    </header>
  );
}

/** Whose turn it is, with the one clock there is. What happened is told in the pane about the customer. */
export function TurnBar({ consultation }: { consultation: Consultation }) {
  const { t, locale } = useI18n();
  const now = useNow();
  const since = waitingSince(consultation);
  const { silenceDeadlineMs, responseTargetMs } = consultation;
  return (
    <div className={styles.turn} data-testid="turn-bar">
      {since === null ? (
        <span>{t('chat.waitingForCustomer')}</span>
      ) : (
        <>
          <WaitingChip sinceMs={since} targetMs={responseTargetMs} />
          <span data-testid="waiting-for-you">
            {t('chat.waitingForYou', { time: duration(locale, responseTargetMs) })}
          </span>
        </>
      )}
      {silenceDeadlineMs !== null && since === null && silenceDeadlineMs > now && (
        <span className={styles.silence}>{t('chat.silence', { time: stopwatch(silenceDeadlineMs - now) })}</span>
      )}
    </div>
  );
}
