/** The state all panes of the desk share: lists, selection, and the actions that buttons and keys have in common. */
import type { Client } from '@skein/sdk';
import { useClient, useConversations } from '@skein/sdk/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useHashLocation } from 'wouter/use-hash-location';
import { ApiError } from '../../api/problem.ts';
import type { AgentStatus, Consultation, Me, Page } from '../../api/types.ts';
import { patchAgent } from '../../desk/live-updates.ts';
import { keys, readAgain, useMe, useMine, useQueue } from '../../desk/queries.ts';
import { withMessage } from '../../desk/talk.ts';
import { waitingSince } from '../../desk/waiting.ts';
import { reasonOf } from '../../kit/error-card.tsx';
import { showToast } from '../../kit/toasts.tsx';
import { useServices } from '../../seam/services.tsx';
import { dropFresh } from './attention/fresh.ts';
import { longestWaiter, type Sortable, sortRows } from './list/order.ts';
import { useI18n } from './texts/texts.ts';
import { flushOnLeave, flushPending, holdBack, undo, usePending } from './undo/pending.ts';

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
  /** My conversations in the order of the list rule, without those that are about to be resolved. */
  rows: readonly MineRow[];
  /** Of those that are not open. */
  longestWaiter: MineRow | null;
  mine: ReturnType<typeof useMine>;
  queue: ReturnType<typeof useQueue>;
  acceptNext: () => void;
  /** Whom this agent asked for last; does not make the desk draw itself anew. */
  acceptedId: RefObject<string | null>;
  /** A customer was given to me: shows where, to who looks at the queue for that, or at an empty one. */
  follow: (come: readonly Consultation[]) => void;
  accepting: boolean;
  canAccept: boolean;
  setStatus: (status: AgentStatus) => void;
  /**
   * Resolves, or asks first when the customer is waiting; it can be undone for a while. With `andNext`, who has
   * waited longest follows.
   */
  resolve: (consultation: Consultation, andNext: boolean) => void;
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

/** An address that somebody mangled names no consultation, but it is no reason to fail. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The sorted rows; a new array only when something in it changed. */
function useRows(items: readonly Consultation[] | undefined): readonly MineRow[] {
  const summaries = useConversations();
  const { pending, leaving } = usePending();
  return useMemo(() => {
    const byId = new Map(summaries.map((summary) => [summary.id, summary]));
    const ending = new Set([...pending.map(({ id }) => id), ...leaving]);
    const rows = (items ?? [])
      .filter((item) => !ending.has(item.id))
      .map((item): MineRow => {
        const summary = byId.get(item.conversationId);
        // An answer that was read while a message was on its way must not turn the row back.
        const consultation = summary?.lastMessage ? withMessage(item, summary.lastMessage) : item;
        return {
          id: consultation.id,
          consultation,
          waitingSinceMs: waitingSince(consultation),
          unread: summary?.unread ?? 0,
          lastAtMs: consultation.lastMessage?.timeMs ?? consultation.openedAtMs,
        };
      });
    return sortRows(rows);
  }, [items, summaries, pending, leaving]);
}

export function DeskProvider({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const client = useClient();
  const { api } = useServices();
  const queryClient = useQueryClient();
  const me = useMe();
  const mine = useMine();
  const queue = useQueue();
  const rows = useRows(mine.data?.items);

  const [location, navigate] = useHashLocation();
  const match = LOCATION.exec(location);
  const tab = (match?.[1] as Tab | undefined) ?? 'mine';
  const selectedId = match?.[2] ? decoded(match[2]) : null;
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
  useEffect(() => {
    if (selectedId) dropFresh(selectedId);
  }, [selectedId]);

  const acceptedId = useRef<string | null>(null);
  const accept = useMutation({
    mutationFn: api.acceptNext,
    onMutate: () => selected.current,
    onSuccess: (consultation, _nothing, askedFrom) => {
      acceptedId.current = consultation.id;
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

  // Who goes online waits for a customer, and not for an empty queue.
  const cameOnline = useRef(false);
  const follow = (come: readonly Consultation[]): void => {
    const ids = new Set(come.map(({ id }) => id));
    const left = queue.data?.items.some(({ id }) => !ids.has(id)) ?? false;
    if (tab === 'queue' && (cameOnline.current || !left)) showTab('mine');
    cameOnline.current = false;
  };
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
  const commit = async (id: string, leaving: boolean): Promise<void> => {
    try {
      const resolved = await api.resolve(id, leaving);
      queryClient.setQueryData<Page<Consultation>>(
        keys.mine,
        (page) => page && { ...page, items: page.items.filter((item) => item.id !== id) },
      );
      queryClient.setQueryData<Consultation>(keys.consultation(id), (held) => held && { ...held, ...resolved });
    } catch (error) {
      // Nobody is there to read it, or the customer or silence has ended it meanwhile.
      if (leaving || (error instanceof ApiError && error.code === 'conflict')) return;
      const reason = error instanceof ApiError ? reasonOf(t, error.code) : '';
      showToast('danger', `${t('chat.resolveFailed')} ${reason}`.trim());
    } finally {
      for (const queryKey of [keys.mine, keys.resolved, keys.me, ['consultation'], ['customer']]) {
        void readAgain(queryClient, queryKey);
      }
    }
  };
  const end = (consultation: Consultation, andNext: boolean): void => {
    const { id, conversationId, customer } = consultation;
    holdBack({ id, conversationId, name: customer.name }, (leaving) => commit(id, leaving));
    const others = rows.filter((row) => row.id !== id);
    if (andNext) select(longestWaiter(others)?.id ?? nextAfter(rows, id), 'mine');
  };

  useEffect(flushOnLeave, []);
  // What the desk is gone for, nobody can undo any more.
  useEffect(() => () => void flushPending(), []);
  // Who writes again is not sent away with the question unread.
  useEffect(
    () =>
      client.on('message', ({ message }) => {
        if (message.own || message.content.type === 'system') return;
        const waiting = usePending.getState().pending.find((one) => one.conversationId === message.conversationId);
        if (waiting && undo(waiting.id)) showToast('info', t('undo.wroteAgain', { name: waiting.name }));
      }),
    [client, t],
  );

  const agent = me.agent;
  const waiting = queue.data?.items.length ?? 0;
  const desk: Desk = {
    client,
    me,
    tab,
    selectedId,
    lastSelectedId: lastSelected.current,
    showTab: (next) => {
      cameOnline.current = false;
      showTab(next);
    },
    select,
    rows,
    longestWaiter: longestWaiter(rows, selectedId ?? undefined),
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
    acceptedId,
    follow,
    setStatus: (wanted) => {
      cameOnline.current = wanted === 'online';
      status.mutate(wanted);
    },
    resolve: (consultation, andNext) => {
      if (usePending.getState().pending.some(({ id }) => id === consultation.id)) return;
      if (consultation.customerWaitingSinceMs !== null) setAsking({ consultation, andNext });
      else end(consultation, andNext);
    },
    asking,
    answer: (yes) => {
      if (yes && asking) end(asking.consultation, asking.andNext);
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
