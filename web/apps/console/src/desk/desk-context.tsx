/** The state all panes of the desk share: lists, selection, and the actions that buttons and keys have in common. */
import type { Client } from '@skein/sdk';
import { useConversations } from '@skein/sdk/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { ApiError } from '../api/problem.ts';
import type { AgentStatus, Consultation, Me, Page } from '../api/types.ts';
import { serverNow, useNow } from '../clock/ticker.ts';
import { useI18n } from '../i18n/index.tsx';
import { reasonOf } from '../kit/error-card.tsx';
import { showToast } from '../kit/toasts.tsx';
import { type Sortable, sortRows, urgency } from '../list/order.ts';
import { useServices } from '../services.tsx';
import { patchAgent, withMessage } from './live-updates.ts';
import { keys, readAgain, useMe, useMine, useQueue } from './queries.ts';

export type Tab = 'queue' | 'mine' | 'resolved';
const LOCATION = /^\/(queue|mine|resolved)(?:\/([^/?]+))?$/;

export interface MineRow extends Sortable {
  consultation: Consultation;
}

interface Desk {
  client: Client;
  me: Me;
  tab: Tab;
  selectedId: string | null;
  lastSelectedId: string | null;
  showTab: (tab: Tab) => void;
  select: (id: string | null, tab?: Tab) => void;
  /** My conversations in the order of the list rule. */
  rows: readonly MineRow[];
  mine: ReturnType<typeof useMine>;
  queue: ReturnType<typeof useQueue>;
  acceptNext: () => void;
  accepting: boolean;
  canAccept: boolean;
  setStatus: (status: AgentStatus) => void;
  /** Resolves, or asks first when the customer is waiting. With `andNext`, the next conversation follows. */
  resolve: (consultation: Consultation, andNext: boolean) => void;
  resolving: boolean;
  /** The consultation whose resolving waits for a yes. */
  asking: { consultation: Consultation; andNext: boolean } | null;
  answer: (yes: boolean) => void;
}

const Context = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error('no DeskProvider above this component');
  return desk;
}

/** The sorted rows; a new array only when something in it changed. */
function useRows(items: readonly Consultation[] | undefined, myUid: string): readonly MineRow[] {
  const summaries = useConversations();
  const rows = useMemo(() => {
    const byId = new Map(summaries.map((summary) => [summary.id, summary]));
    return (items ?? []).map((item): MineRow => {
      const summary = byId.get(item.conversationId);
      // An answer that was read while a message was on its way must not turn the row back.
      const consultation = summary?.lastMessage ? withMessage(item, summary.lastMessage, myUid) : item;
      return {
        id: consultation.id,
        consultation,
        waitingSinceMs: consultation.customerWaitingSinceMs,
        unread: summary?.unread ?? 0,
        lastAtMs: consultation.lastMessage?.timeMs ?? consultation.openedAtMs,
      };
    });
  }, [items, summaries, myUid]);
  // The order depends on time only through the ranks, so it is worked out again when one of them changes.
  const now = useNow();
  const ranks = rows.map((row) => urgency(row, now)).join('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ranks` stands for the passing of time
  return useMemo(() => sortRows(rows, serverNow()), [rows, ranks]);
}

export function DeskProvider({ client, children }: { client: Client; children: ReactNode }) {
  const { t } = useI18n();
  const { api } = useServices();
  const queryClient = useQueryClient();
  const me = useMe();
  const mine = useMine();
  const queue = useQueue();
  const rows = useRows(mine.data?.items, me.user.uid);

  const [location, navigate] = useHashLocation();
  const match = LOCATION.exec(location);
  const tab = (match?.[1] as Tab | undefined) ?? 'mine';
  const selectedId = match?.[2] ? decodeURIComponent(match[2]) : null;
  const lastSelected = useRef<string | null>(null);
  /** What is chosen now, for answers that come later; undefined when the desk is gone. */
  const selected = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    if (selectedId) lastSelected.current = selectedId;
    selected.current = selectedId;
    return () => {
      selected.current = undefined;
    };
  }, [selectedId]);

  const select = useCallback(
    (id: string | null, into: Tab = tab) => navigate(id ? `/${into}/${encodeURIComponent(id)}` : `/${into}`),
    [navigate, tab],
  );
  const showTab = useCallback((next: Tab) => select(selectedId, next), [select, selectedId]);

  const accept = useMutation({
    mutationFn: api.acceptNext,
    onMutate: () => selected.current,
    onSuccess: (consultation, _nothing, askedFrom) => {
      const without = (page: Page<Consultation> | undefined): Page<Consultation> | undefined =>
        page && { ...page, items: page.items.filter((item) => item.id !== consultation.id) };
      queryClient.setQueryData<Page<Consultation>>(keys.queue, without);
      queryClient.setQueryData<Page<Consultation>>(keys.mine, (page) => {
        const others = without(page);
        return others && { ...others, items: [consultation, ...others.items] };
      });
      // Who went elsewhere meanwhile, or signed out, is not taken away from there.
      if (selected.current === askedFrom) select(consultation.id, 'mine');
    },
    onError: (error) => {
      const conflict = error instanceof ApiError && error.code === 'conflict';
      showToast('danger', conflict ? t('queue.empty') : t('queue.failed'));
    },
    onSettled: () => {
      for (const queryKey of [keys.queue, keys.mine, keys.me]) void readAgain(queryClient, queryKey);
    },
  });

  const status = useMutation({
    // One after the other, so that the last choice is the one that stays.
    scope: { id: 'status' },
    mutationFn: api.setStatus,
    onMutate: (wanted) => {
      const before = queryClient.getQueryData<Me>(keys.me);
      patchAgent(queryClient, { status: wanted });
      return before;
    },
    onError: (_error, _wanted, before) => {
      queryClient.setQueryData(keys.me, before);
      showToast('danger', t('presence.failed'));
    },
    onSuccess: (now) => patchAgent(queryClient, now),
    // An answer that was read before the choice must not come after it.
    onSettled: () => void readAgain(queryClient, keys.me),
  });

  const [asking, setAsking] = useState<Desk['asking']>(null);
  const resolving = useMutation({
    mutationFn: ({ consultation }: { consultation: Consultation; andNext: boolean }) => api.resolve(consultation.id),
    onSuccess: (resolved, { andNext }) => {
      const next = nextAfter(rows, resolved.id);
      queryClient.setQueryData<Page<Consultation>>(
        keys.mine,
        (page) => page && { ...page, items: page.items.filter((item) => item.id !== resolved.id) },
      );
      queryClient.setQueryData<Consultation>(
        keys.consultation(resolved.id),
        (held) => held && { ...held, ...resolved },
      );
      if (andNext && selected.current === resolved.id) select(next, 'mine');
    },
    onError: (error) => {
      const reason = error instanceof ApiError ? reasonOf(t, error.code) : '';
      showToast('danger', `${t('chat.resolveFailed')} ${reason}`.trim());
    },
    onSettled: () => {
      for (const queryKey of [keys.mine, keys.resolved, keys.me, ['consultation'], ['customer']]) {
        void readAgain(queryClient, queryKey);
      }
    },
  });

  const agent = me.agent;
  const waiting = queue.data?.items.length ?? 0;
  const desk: Desk = {
    client,
    me,
    tab,
    selectedId,
    lastSelectedId: lastSelected.current,
    showTab,
    select,
    rows,
    mine,
    queue,
    acceptNext: () => {
      if (!accept.isPending) accept.mutate();
    },
    accepting: accept.isPending,
    canAccept:
      waiting > 0 &&
      agent !== null &&
      agent.load < agent.capacity &&
      (agent.status === 'online' || agent.status === 'busy'),
    setStatus: status.mutate,
    resolve: (consultation, andNext) => {
      if (resolving.isPending) return;
      if (consultation.customerWaitingSinceMs !== null) setAsking({ consultation, andNext });
      else resolving.mutate({ consultation, andNext });
    },
    resolving: resolving.isPending,
    asking,
    answer: (yes) => {
      if (yes && asking) resolving.mutate(asking);
      setAsking(null);
    },
  };
  return <Context value={desk}>{children}</Context>;
}

/** The conversation to go to when this one leaves the list. */
export function nextAfter(rows: readonly { id: string }[], id: string): string | null {
  const index = rows.findIndex((row) => row.id === id);
  return (rows[index + 1] ?? rows[index - 1])?.id ?? null;
}
