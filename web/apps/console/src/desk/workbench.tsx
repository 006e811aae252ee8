/** The agents' workbench: rail, lists, conversation, visitor. */
import type { Client } from '@skein/sdk';
import { IMProvider, useConnection, usePresence } from '@skein/sdk/react';
import { useDelayed } from '@skein/ui/react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { Consultation } from '../api/types.ts';
import { useAttention } from '../attention/use-attention.ts';
import { watchLookedAt } from '../chat/looked-at.ts';
import { followClock } from '../clock/ticker.ts';
import { openDrafts } from '../composer/drafts.ts';
import { ConnectionBar, ConnectionNotice } from '../connection/connection-bar.tsx';
import { useI18n } from '../i18n/index.tsx';
import { ShortcutSheet } from '../keyboard/shortcut-sheet.tsx';
import { useShortcuts } from '../keyboard/use-shortcuts.ts';
import { ErrorCard } from '../kit/error-card.tsx';
import { IconButton } from '../kit/icon-button.tsx';
import { ListColumn } from '../list/list-column.tsx';
import { Rail } from '../rail/rail.tsx';
import { useServices } from '../services.tsx';
import { ChatColumn } from '../thread/chat-column.tsx';
import { ResolveDialog } from '../thread/chat-header.tsx';
import { useJump } from '../thread/jump.ts';
import { LoadingLog } from '../thread/loading-log.tsx';
import { flushPending } from '../undo/pending.ts';
import { showSide, toggleSide, useSide } from '../visitor/use-side.ts';
import { VisitorPane } from '../visitor/visitor-pane.tsx';
import { DeskProvider, useDesk } from './desk-context.tsx';
import { followClient } from './live-updates.ts';
import { NothingSelected } from './nothing-selected.tsx';
import { useConsultation, useCustomer } from './queries.ts';
import styles from './workbench.module.css';

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

function Panes() {
  const { selectedId } = useDesk();
  const side = useSide();
  const spoken = useAttention();
  useShortcuts();
  const className = [
    styles.panes,
    selectedId && styles.chosen,
    selectedId && side.wide && side.shown && styles.withSide,
  ];
  return (
    <>
      <div className={className.filter(Boolean).join(' ')}>
        <Rail />
        <ListColumn />
        {selectedId ? <SelectedById key={selectedId} id={selectedId} /> : <NothingSelected />}
      </div>
      <div className="sr-only" aria-live="polite" data-testid="spoken">
        <span key={spoken.count}>{spoken.text}</span>
      </div>
      <ShortcutSheet />
      <ResolveDialog />
    </>
  );
}

/** Holds one connection as long as the workbench is shown. */
function useChatClient(): Client {
  const { session, tabs, createChat } = useServices();
  const queryClient = useQueryClient();
  const [uid] = useState(() => session.store.getState().session?.me.user.uid ?? '');
  const [lookedAt] = useState(() => watchLookedAt(tabs, uid));
  const [client] = useState(() => createChat(session, lookedAt.mayConnect));
  useEffect(() => {
    const stops = [
      openDrafts(uid),
      followClient(client, queryClient, uid),
      followClock(() => client.serverNow()),
      lookedAt.follow(client),
      // What can still be undone is done while this browser may.
      tabs.listen((news) => {
        if (news.kind === 'signing-out') void flushPending(true);
      }),
    ];
    // Why a connection is refused is shown by the notice.
    client.connect().catch(() => undefined);
    return () => {
      for (const stop of stops) stop();
      void client.close({ forget: session.store.getState().ended === 'signed-out' });
    };
  }, [client, lookedAt, queryClient, session, tabs, uid]);
  return client;
}

export function Workbench() {
  const client = useChatClient();
  return (
    <IMProvider client={client}>
      <DeskProvider client={client}>
        <div className={styles.workbench} data-testid="workbench">
          <ConnectionNotice />
          <ConnectionBar />
          <Panes />
        </div>
      </DeskProvider>
    </IMProvider>
  );
}
