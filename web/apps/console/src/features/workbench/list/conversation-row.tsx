/** One conversation in a list. */
import { markdownToText, plainToText } from '@skein/sdk/markdown';
import { fullTime, relativeTime } from '@skein/ui';
import { Avatar, Icon } from '@skein/ui/react';
import { memo } from 'react';
import type { Consultation } from '../../../api/types.ts';
import { useNow } from '../../../clock/ticker.ts';
import { channelIcon, channelName, subjectOf } from '../../../desk/channel.ts';
import { WaitingChip } from '../../../desk/waiting-chip.tsx';
import { useDrafts } from '../composer/drafts.ts';
import { type T, useI18n } from '../texts/texts.ts';
import { Stars } from '../visitor/stars.tsx';
import styles from './conversation-row.module.css';

export interface RowOptions {
  consultation: Consultation;
  myUid: string;
  unread?: number;
  waitingSinceMs?: number | null;
  /** Nobody in the list has waited longer. */
  worst?: boolean;
  /** Given to me and not looked at yet. */
  fresh?: boolean;
  gone?: boolean;
  muted?: boolean;
  withDraft?: boolean;
  meta?: string;
}

function metaOf(t: T, consultation: Consultation): string {
  return [channelName(t, consultation.clue), subjectOf(consultation.clue), consultation.team.name]
    .filter(Boolean)
    .join(' · ');
}

function RelativeTime({ atMs }: { atMs: number }) {
  const { t, locale } = useI18n();
  const now = useNow();
  return (
    <time className={styles.time} dateTime={new Date(atMs).toISOString()} title={fullTime(locale, atMs)}>
      {relativeTime(locale, atMs, now, t('list.now'))}
    </time>
  );
}

function Preview({ consultation, myUid, withDraft }: Pick<RowOptions, 'consultation' | 'myUid' | 'withDraft'>) {
  const { t } = useI18n();
  const draft = useDrafts((state) => (withDraft ? state.drafts[consultation.conversationId] : undefined));
  const last = consultation.lastMessage;
  if (draft?.trim()) {
    return (
      <span className={`${styles.preview} ${styles.draft}`}>
        {t('list.draft')}
        <bdi>{draft}</bdi>
      </span>
    );
  }
  return (
    <span className={styles.preview}>
      {last ? (
        <>
          {last.senderUid === myUid && <span className={styles.you}>{t('list.you')}</span>}
          <bdi>{last.senderUid === consultation.customer.uid ? plainToText(last.text) : markdownToText(last.text)}</bdi>
        </>
      ) : (
        t('list.noMessage')
      )}
    </span>
  );
}

function UnreadBadge({ count }: { count: number }) {
  const { t } = useI18n();
  return (
    <span className={styles.badge} data-testid="unread-badge">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{t('list.unread', { count })}</span>
    </span>
  );
}

/** What is inside a row; the list around it decides whether it can be chosen. */
export const RowContent = memo(function RowContent(options: RowOptions) {
  const { t } = useI18n();
  const { consultation, unread = 0, waitingSinceMs = null, muted = false, gone = false, fresh = false } = options;
  const { customer } = consultation;
  const time = <RelativeTime atMs={consultation.lastMessage?.timeMs ?? consultation.openedAtMs} />;
  return (
    <span className={[styles.content, unread > 0 && styles.unread, gone && styles.gone].filter(Boolean).join(' ')}>
      <span className={styles.face}>
        <Avatar
          uid={customer.uid}
          name={customer.name}
          muted={muted}
          corner={<Icon name={channelIcon(consultation.clue)} size={12} />}
        />
      </span>
      <span className={styles.line}>
        <bdi className={styles.name}>{customer.name}</bdi>
        {waitingSinceMs === null ? (
          time
        ) : (
          <WaitingChip sinceMs={waitingSinceMs} targetMs={consultation.responseTargetMs} worst={options.worst} />
        )}
      </span>
      <span className={styles.line}>
        {consultation.rating?.comment ? (
          <bdi className={styles.comment}>{t('list.quoted', { text: consultation.rating.comment })}</bdi>
        ) : (
          <Preview consultation={consultation} myUid={options.myUid} withDraft={options.withDraft} />
        )}
        {fresh && <span className={styles.newTag}>{t('list.new')}</span>}
        {unread > 0 && <UnreadBadge count={unread} />}
        {consultation.rating && <Stars score={consultation.rating.score} size={12} />}
      </span>
      <span className={`${styles.line} ${styles.metaLine}`}>
        <span className={styles.meta}>{gone ? t('list.gone') : (options.meta ?? metaOf(t, consultation))}</span>
      </span>
    </span>
  );
});
