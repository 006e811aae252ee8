/** The conversation of one consultation: header, clocks, log, composer. */
import { useConversation, useTyping } from '@skein/sdk/react';
import { useMemo } from 'react';
import type { Consultation, Customer } from '../../../api/types.ts';
import { withMessage } from '../../../desk/talk.ts';
import { Composer } from '../composer/composer.tsx';
import { ReadOnlyBar } from '../composer/read-only-bar.tsx';
import { useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';
import { useEnding } from '../undo/use-ending.ts';
import styles from './chat-column.module.css';
import { ChatHeader, TurnBar } from './chat-header.tsx';
import { Timeline } from './timeline.tsx';

export interface ChatColumnProps {
  consultation: Consultation;
  customer: Customer | undefined;
  /** Null while it is not known. */
  online: boolean | null;
  sideShown: boolean;
  onBack: () => void;
  onToggleSide: () => void;
}

function TypingLine({
  conversationId,
  customerUid,
  name,
}: {
  conversationId: string;
  customerUid: string;
  name: string;
}) {
  const { t } = useI18n();
  const typing = useTyping(conversationId).includes(customerUid);
  return (
    <div className={styles.typing} data-testid="typing">
      {typing && (
        <>
          <span className={styles.dots} aria-hidden>
            <i />
            <i />
            <i />
          </span>
          {t('log.typing', { name })}
        </>
      )}
    </div>
  );
}

export function ChatColumn({ consultation: read, customer, ...header }: ChatColumnProps) {
  const { t } = useI18n();
  const { me } = useDesk();
  const { conversation, snapshot } = useConversation(read.conversationId);
  const { lastMessage } = snapshot;
  const consultation = useMemo(() => (lastMessage ? withMessage(read, lastMessage) : read), [read, lastMessage]);
  const consultations = useMemo(() => {
    const known = new Map((customer?.consultations ?? []).map((one) => [one.id, one]));
    return known.set(consultation.id, consultation);
  }, [customer, consultation]);
  const ending = useEnding(consultation.id);
  const writable = consultation.state === 'assigned' && consultation.agent?.uid === me.user.uid && !ending;
  return (
    <main
      className={styles.chat}
      aria-label={t('chat.region', { name: consultation.customer.name })}
      data-testid="chat-column"
    >
      <ChatHeader consultation={consultation} {...header} />
      {consultation.state !== 'resolved' && !ending && <TurnBar consultation={consultation} />}
      <Timeline
        key={consultation.conversationId}
        conversation={conversation}
        snapshot={snapshot}
        consultation={consultation}
        consultations={consultations}
        myUid={me.user.uid}
        writable={writable}
      />
      <TypingLine
        conversationId={consultation.conversationId}
        customerUid={consultation.customer.uid}
        name={consultation.customer.name}
      />
      {writable ? (
        <Composer conversation={conversation} snapshot={snapshot} customerName={consultation.customer.name} />
      ) : (
        <ReadOnlyBar consultation={consultation} />
      )}
    </main>
  );
}
