/** The workbench as a page: everything that an agent answers customers with. */
import { useConnection, usePresence } from '@skein/sdk/react';
import { useDelayed } from '@skein/ui/react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { Consultation } from '../../api/types.ts';
import { useConsultation, useCustomer } from '../../desk/queries.ts';
import { ErrorCard } from '../../kit/error-card.tsx';
import { IconButton } from '../../kit/icon-button.tsx';
import { useDesk } from './desk-context.tsx';
import { ListColumn } from './list/list-column.tsx';
import { NothingSelected } from './nothing-selected.tsx';
import styles from './page.module.css';
import { useI18n } from './texts/texts.ts';
import { ChatColumn } from './thread/chat-column.tsx';
import { useJump } from './thread/jump.ts';
import { LoadingLog } from './thread/loading-log.tsx';
import { showSide, toggleSide, useSide } from './visitor/use-side.ts';
import { VisitorPane } from './visitor/visitor-pane.tsx';

/** The chosen consultation and the pane about its customer. */
function Selected({ consultation: read }: { consultation: Consultation }) {
  const { t } = useI18n();
  const { select, rows } = useDesk();
  const row = rows.find(({ id }) => id === read.id);
  // List, header and pane tell of one wait: they show the same reading of it.
  const consultation = useMemo(
    () => (row && read.state !== 'resolved' ? { ...read, ...row.consultation } : read),
    [row, read],
  );
  const side = useSide();
  const customer = useCustomer(consultation.customer.uid);
  const presence = usePresence([consultation.customer.uid]).get(consultation.customer.uid);
  // Without a connection nobody tells who is there.
  const connected = useConnection().state === 'online';
  const told = presence ? presence.state === 'online' : (customer.data?.online ?? consultation.customer.online);
  const online = connected ? told : null;
  const terminals = presence?.terminals ?? customer.data?.terminals ?? [];
  const pane = (
    <VisitorPane
      consultation={consultation}
      query={customer}
      online={online}
      terminals={online ? terminals : []}
      onClose={side.close}
      onOpenPast={(past) => {
        useJump.setState({ target: { conversationId: past.conversationId, consultationId: past.id } });
        if (!side.wide) side.close();
      }}
    />
  );
  return (
    <>
      <ChatColumn
        consultation={consultation}
        customer={customer.data}
        online={online}
        sideShown={side.shown}
        onBack={() => select(null)}
        onToggleSide={toggleSide}
      />
      {side.wide && side.shown && pane}
      {!side.wide && (
        <ModalOverlay className={styles.scrim} isOpen={side.shown} isDismissable onOpenChange={showSide}>
          <Modal className={styles.drawer}>
            <Dialog className={styles.drawerDialog} aria-label={t('visitor.region')}>
              {pane}
            </Dialog>
          </Modal>
        </ModalOverlay>
      )}
    </>
  );
}

function SelectedById({ id }: { id: string }) {
  const { t } = useI18n();
  const { select } = useDesk();
  const query = useConsultation(id, useQueryClient());
  const slow = useDelayed(query.isPending);
  if (query.data) return <Selected consultation={query.data} />;
  return (
    <main className={styles.blank}>
      <span className={styles.back}>
        <IconButton icon="arrowLeft" label={t('chat.back')} onPress={() => select(null)} />
      </span>
      {query.error ? (
        <ErrorCard title={t('chat.failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        slow && <LoadingLog />
      )}
    </main>
  );
}

export function Workbench() {
  const { selectedId } = useDesk();
  const side = useSide();
  const className = [
    styles.panes,
    selectedId && styles.chosen,
    selectedId && side.wide && side.shown && styles.withSide,
  ];
  return (
    <div
      className={className.filter(Boolean).join(' ')}
      data-testid="workbench"
      data-fills-phone={selectedId ? '' : undefined}
    >
      <ListColumn />
      {selectedId ? <SelectedById key={selectedId} id={selectedId} /> : <NothingSelected />}
    </div>
  );
}
