/** Says to screen readers what happens in the log; the log itself is silent, because scrolling changes it too. */
import type { Message } from '@skein/sdk';
import { useRef } from 'react';
import { reasonOf } from '../../../kit/error-card.tsx';
import { useI18n } from '../texts/texts.ts';

export interface AnnouncerProps {
  messages: readonly Message[];
  nameOf: (uid: string) => string;
}

export function Announcer({ messages, nameOf }: AnnouncerProps) {
  const { t } = useI18n();
  const last = messages.at(-1);
  const first = useRef(last?.key);
  const spoken = last && last.key !== first.current && !last.own && last.content.type === 'text' ? last : null;
  const failed = messages.filter((message) => message.status === 'failed');
  // What had failed before the conversation was opened is no news.
  const known = useRef(new Set(failed.map(({ key }) => key)));
  const lost = failed.findLast(({ key }) => !known.current.has(key));
  return (
    <>
      <div className="sr-only" aria-live="polite">
        {spoken?.content.type === 'text' &&
          t('log.said', { name: nameOf(spoken.senderUid), text: spoken.content.text })}
      </div>
      <div className="sr-only" role="alert" data-testid="failure-spoken">
        {lost && t('status.failedText', { reason: reasonOf(t, lost.error?.code ?? 'network') })}
      </div>
    </>
  );
}
