/** One message with what a reader needs around it: the author of a group, the time, and how far an own message got. */
import type { MessageStatus } from '@skein/sdk';
import { type ChatIconName, clockTime, fullTime } from '@skein/ui';
import { Avatar } from '../../../kit/avatar';
import { useWidget } from '../../../kit/context';
import { Icon } from '../../../kit/icon';
import type { Texts } from '../texts/en';
import { isEmojiOnly } from './rich-text';
import type { MessageRow } from './rows';
import { Said } from './said';

export function MessageBubble({ row }: { row: MessageRow }) {
  const { state, t } = useWidget<Texts>();
  const { message } = row;
  const locale = state.locale.value;
  const author = message.own ? '' : state.nameOf(message.senderUid) || t('common.support');
  const failed = message.status === 'failed';
  const classes = ['message', message.own ? 'own' : 'other'];
  if (row.first) classes.push('first');
  if (row.last) classes.push('last');
  if (failed) classes.push('failed');
  if (message.content.type === 'text' && isEmojiOnly(message.content.text)) classes.push('emoji');

  return (
    <article class={classes.join(' ')} data-testid="message" data-status={message.status} data-own={message.own}>
      {!message.own && row.last && <Avatar uid={message.senderUid} name={author} size="small" />}
      {!message.own && row.first && (
        <span class="author" dir="auto">
          {author}
        </span>
      )}
      {message.own && <span class="only-read">{t('log.you')}</span>}
      <div class="bubble">
        <Said message={message} />
      </div>
      {(row.last || row.showStatus) && !failed && (
        <div class="meta">
          {row.last && message.seq > 0 && (
            <time dateTime={new Date(message.timeMs).toISOString()} title={fullTime(locale, message.timeMs)}>
              {clockTime(locale, message.timeMs)}
            </time>
          )}
          {row.showStatus && <Status status={message.status} />}
        </div>
      )}
      {failed && <Failed row={row} />}
    </article>
  );
}

const STATUS_ICONS: Partial<Record<MessageStatus, ChatIconName>> = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'checkDouble',
  read: 'checkDouble',
};

function Status({ status }: { status: MessageStatus }) {
  const { state, t } = useWidget<Texts>();
  const icon = STATUS_ICONS[status];
  if (icon === undefined) return null;
  const stored = status === 'sent' || status === 'delivered';
  const unattended = stored && state.consultation.value?.state === 'waiting';
  const words = unattended
    ? t('status.waiting')
    : t(`status.${status as 'queued' | 'sending' | 'sent' | 'delivered' | 'read'}`);
  return (
    <span class={`status ${status}`} data-testid="message-status">
      <Icon name={icon} size={14} />
      {words}
    </span>
  );
}

function Failed({ row }: { row: MessageRow }) {
  const { controller, t } = useWidget<Texts>();
  const { clientMsgId, error } = row.message;
  return (
    <div class="meta" role="alert">
      <span class="status failed" data-testid="message-status">
        <Icon name="alert" size={14} />
        {t('status.failed')}
      </span>
      {error?.retryable !== false && (
        <button type="button" class="quiet" data-testid="resend" onClick={() => controller.resend(clientMsgId)}>
          {t('status.resend')}
        </button>
      )}
      <button type="button" class="quiet danger" data-testid="discard" onClick={() => controller.discard(clientMsgId)}>
        {t('status.delete')}
      </button>
    </div>
  );
}
