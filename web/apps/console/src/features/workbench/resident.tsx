/** What of the workbench is there whichever page is shown: its state, what calls the agent, the shortcuts, undo, the own status. */
import { type ReactNode, useEffect } from 'react';
import { BelowToasts } from '../../kit/toasts.tsx';
import { useBadge } from '../../seam/badges.ts';
import { useLeaving } from '../../seam/leaving.ts';
import { useServices } from '../../seam/services.tsx';
import { useAttention, useUnreadConversations } from './attention/use-attention.ts';
import { countDrafts, forgetDrafts, openDrafts } from './composer/drafts.ts';
import { countUnsent } from './composer/unsent.ts';
import { DeskProvider, useDesk } from './desk-context.tsx';
import { ShortcutSheet } from './keyboard/shortcut-sheet.tsx';
import { useShortcuts } from './keyboard/use-shortcuts.ts';
import { useI18n } from './texts/texts.ts';
import { ResolveDialog } from './thread/resolve-dialog.tsx';
import { flushPending } from './undo/pending.ts';
import { UndoToasts } from './undo/undo-toasts.tsx';

function useLeavingTheDesk(): void {
  const { t } = useI18n();
  const { tabs } = useServices();
  const { client, rows } = useDesk();
  useLeaving({
    losses: () => {
      const open = rows.length;
      const unsent = countUnsent(
        client,
        rows.map(({ consultation }) => consultation.conversationId),
      );
      const drafts = countDrafts();
      return [
        open > 0 && t('leaving.open', { count: open }),
        unsent > 0 && t('leaving.unsent', { count: unsent }),
        drafts > 0 && t('leaving.drafts', { count: drafts }),
      ].filter((loss) => loss !== false);
    },
    forget: forgetDrafts,
    finish: flushPending,
  });
  // What can still be undone is done while this browser may.
  useEffect(
    () =>
      tabs.listen((news) => {
        if (news.kind === 'signing-out') void flushPending(true);
      }),
    [tabs],
  );
}

function Duties() {
  const { me } = useDesk();
  const spoken = useAttention();
  useEffect(() => openDrafts(me.user.uid), [me.user.uid]);
  useShortcuts();
  useBadge('workbench', useUnreadConversations());
  useLeavingTheDesk();
  return (
    <>
      <div className="sr-only" aria-live="polite" data-testid="spoken">
        <span key={spoken.count}>{spoken.text}</span>
      </div>
      <ShortcutSheet />
      <ResolveDialog />
      <BelowToasts>
        <UndoToasts />
      </BelowToasts>
    </>
  );
}

export function Resident({ children }: { children: ReactNode }) {
  return (
    <DeskProvider>
      {children}
      <Duties />
    </DeskProvider>
  );
}
