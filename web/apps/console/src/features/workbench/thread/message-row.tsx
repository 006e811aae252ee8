/** One message: bubble, and below the last of a group its time and delivery state. */
import type { Conversation, Message, MessageStatus } from '@skein/sdk';
import { clockTime, fullTime } from '@skein/ui';
import { Icon, type IconName } from '@skein/ui/react';
import { reasonOf } from '../../../kit/error-card.tsx';
import { showToast } from '../../../kit/toasts.tsx';
import { restoreDraft } from '../composer/drafts.ts';
import { useI18n } from '../texts/texts.ts';
import styles from './message-row.module.css';
import { Said } from './said.tsx';
import type { TimelineItem } from './timeline-items.ts';

const GLYPHS: Partial<Record<MessageStatus, IconName>> = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'checkDouble',
  read: 'checkDouble',
  failed: 'alert',
};

function StatusGlyph({ status }: { status: MessageStatus }) {
  const { t } = useI18n();
  const glyph = GLYPHS[status];
  if (!glyph || status === 'received' || status === 'cancelled') return null;
  const label = t(`status.${status}`);
  return (
    <span className={styles.status} data-status={status} data-testid="message-status" title={label}>
      <Icon name={glyph} size={16} label={label} />
    </span>
  );
}

function FailedActions({
  message,
  conversation,
  writable,
}: {
  message: Message;
  conversation: Conversation;
  writable: boolean;
}) {
  const { t } = useI18n();
  const { clientMsgId, content } = message;
  const reason = reasonOf(t, message.error?.code ?? 'network');
  return (
    <span className={styles.failed} data-testid="message-failed">
      <Icon name="alert" size={14} />
      {t('status.failedText', { reason })}
      {message.error?.retryable !== false && (
        <button type="button" onClick={() => conversation.retry(clientMsgId)}>
          {t('status.resend')}
        </button>
      )}
      {writable && content.type === 'text' && (
        <button
          type="button"
          data-testid="message-edit"
          onClick={() => conversation.cancel(clientMsgId) && restoreDraft(conversation.id, content.text)}
        >
          {t('status.edit')}
        </button>
      )}
      <button
        type="button"
        data-testid="message-delete"
        onClick={() => {
          if (!conversation.cancel(clientMsgId) || content.type !== 'text') return;
          // Nobody else has a copy of these words.
          const run = (): void => restoreDraft(conversation.id, content.text);
          showToast('info', t('undo.deleted'), { label: t('undo.undo'), run });
        }}
      >
        {t('status.delete')}
      </button>
    </span>
  );
}

export interface MessageRowProps {
  item: Extract<TimelineItem, { kind: 'message' }>;
  conversation: Conversation;
  /** Named above the bubble when it is neither the customer nor me. */
  author: string | null;
  /** There is a composer that can take a text back. */
  writable: boolean;
}

export function MessageRow({ item, conversation, author, writable }: MessageRowProps) {
  const { locale } = useI18n();
  const { message, fromCustomer, opens, closes, meta } = item;
  const className = [
    styles.row,
    fromCustomer ? styles.customer : styles.desk,
    opens && styles.opens,
    closes && styles.closes,
  ];
  return (
    <div
      className={className.filter(Boolean).join(' ')}
      data-testid="message"
      data-own={message.own}
      data-status={message.status}
    >
      {opens && author && <span className={styles.author}>{author}</span>}
      <div className={styles.bubble} dir="auto" title={fullTime(locale, message.timeMs)}>
        <Said content={message.content} asTyped={fromCustomer} />
      </div>
      {message.status === 'failed' ? (
        <FailedActions message={message} conversation={conversation} writable={writable} />
      ) : (
        meta && (
          <span className={styles.meta}>
            <time dateTime={new Date(message.timeMs).toISOString()}>{clockTime(locale, message.timeMs)}</time>
            {message.own && <StatusGlyph status={message.status} />}
          </span>
        )
      )}
    </div>
  );
}
