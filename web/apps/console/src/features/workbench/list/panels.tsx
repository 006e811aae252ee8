/** The three lists: who waits, who is mine, who was helped. */
import { clockTime } from '@skein/ui';
import { Icon, Skeleton, useDelayed } from '@skein/ui/react';
import { createContext, useContext, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Consultation } from '../../../api/types.ts';
import { serverNow } from '../../../clock/ticker.ts';
import { channelName } from '../../../desk/channel.ts';
import { useResolved } from '../../../desk/queries.ts';
import { waitingSince } from '../../../desk/waiting.ts';
import { Button } from '../../../kit/button.tsx';
import { EmptyState } from '../../../kit/empty-state.tsx';
import { ErrorCard } from '../../../kit/error-card.tsx';
import { useFresh } from '../attention/fresh.ts';
import { useDesk } from '../desk-context.tsx';
import { type T, useI18n } from '../texts/texts.ts';
import { RowContent } from './conversation-row.tsx';
import { longestWaiter, turnOf } from './order.ts';
import styles from './panels.module.css';
import { PlainRows, RowList } from './row-list.tsx';
import { useHeldOrder } from './use-held-order.ts';

/** A place in the head of the column for what must not cover rows. */
export const HeadSlot = createContext<HTMLElement | null>(null);

function LoadingRows() {
  const { t } = useI18n();
  return (
    <div role="status" aria-label={t('list.loading')} data-testid="list-skeleton">
      {[148, 112, 176, 96, 132].map((width) => (
        <div key={width} className={styles.bones}>
          <Skeleton round width={40} height={40} />
          <div>
            <Skeleton width={width} height={14} />
            <Skeleton width="85%" height={12} />
            <Skeleton width="55%" height={10} />
          </div>
        </div>
      ))}
    </div>
  );
}

interface ListQuery {
  isPending: boolean;
  error: Error | null;
  data: unknown;
  dataUpdatedAt: number;
  refetch: () => Promise<unknown>;
}

/** What is shown may not be so any more: it says since when, instead of looking like news. */
function OldNews({ query }: { query: ListQuery }) {
  const { t, locale } = useI18n();
  // The instant of the answer in the server's time, which all times on screen are in.
  const atMs = serverNow() - (Date.now() - query.dataUpdatedAt);
  return (
    <div className={styles.old} role="status" data-testid="old-news">
      <Icon name="wifiOff" size={14} />
      <span>{t('list.asOf', { time: clockTime(locale, atMs) })}</span>
      <Button size="small" look="quiet" onClick={() => void query.refetch()}>
        {t('error.retry')}
      </Button>
    </div>
  );
}

/** Skeleton, error or rows: what every list has in common. `empty` is only said of what is known to be empty now. */
function ListFrame({
  query,
  empty,
  children,
}: {
  query: ListQuery;
  empty: React.ReactNode;
  children: React.ReactNode;
}) {
  const { t } = useI18n();
  const loading = useDelayed(query.isPending);
  if (loading) return <LoadingRows />;
  if (query.isPending) return null;
  if (query.error && query.data === undefined) {
    return <ErrorCard title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  const old = query.error !== null;
  return (
    <>
      {old && <OldNews query={query} />}
      {empty && old ? (
        <EmptyState icon="wifiOff" title={t('list.unknown')} text={t('list.unknownText')} testId="list-unknown" />
      ) : (
        (empty ?? children)
      )}
    </>
  );
}

/** In the head of the column, where it covers no row. */
function UpdatesPill({ count, onApply }: { count: number; onApply: () => void }) {
  const { t } = useI18n();
  const slot = useContext(HeadSlot);
  if (!slot) return null;
  return createPortal(
    <span role="status">
      {count > 0 && (
        <button type="button" className={styles.pill} onClick={onApply} data-testid="updates-pill">
          <Icon name="retry" size={14} />
          {t('list.updates', { count })}
        </button>
      )}
    </span>,
    slot,
  );
}

/** Nobody is given a customer who is not there: said in every list, with the way to change it. */
export function StatusBanner() {
  const { t } = useI18n();
  const { me, setStatus } = useDesk();
  const status = me.agent?.status;
  if (status !== 'offline' && status !== 'away') return null;
  return (
    <div className={styles.banner} data-testid="status-banner">
      <Icon name="info" size={18} />
      <div>
        <strong>{t(`banner.${status}`)}</strong>
        {t('banner.text')}
      </div>
      <Button look="primary" size="small" onClick={() => setStatus('online')} data-testid="go-online">
        {t('presence.goOnline')}
      </Button>
    </div>
  );
}

/** In whole minutes: a guess in seconds would be a promise. */
function estimateWords(t: T, seconds: number | null): string | null {
  if (seconds === null || seconds <= 0) return null;
  return seconds < 60 ? t('queue.soon') : t('queue.estimate', { count: Math.ceil(seconds / 60) });
}

function queueMeta(t: T, consultation: Consultation): string {
  return [
    t('queue.position', { position: consultation.queuePosition }),
    channelName(t, consultation.clue),
    consultation.team.name,
    estimateWords(t, consultation.waitEstimateS),
  ]
    .filter(Boolean)
    .join(' · ');
}

const ONE_GROUP = () => 'queue' as const;

export function QueuePanel() {
  const { t } = useI18n();
  const { queue, me, acceptNext, accepting, canAccept } = useDesk();
  const items = queue.data?.items ?? [];
  const agent = me.agent;
  const held = useHeldOrder(items, ONE_GROUP);
  const first = items[0];
  const full = agent !== null && agent.load >= agent.capacity;
  // No estimate is better than one that nobody is there for.
  const unattended = items.some((item) => item.agentsOnline === false);
  const served = agent?.status === 'online' || agent?.status === 'busy';
  const empty = held.rows.length === 0 && (
    <EmptyState
      icon="inbox"
      title={t('list.queueEmpty')}
      text={served ? t('list.queueEmptyText') : t('list.queueEmptyAway')}
      testId="queue-empty"
    />
  );
  return (
    <ListFrame query={queue} empty={empty || null}>
      <UpdatesPill count={held.updates} onApply={held.apply} />
      <div className={styles.accept}>
        <Button
          look="primary"
          wide
          disabled={!canAccept || accepting}
          onClick={acceptNext}
          data-testid="accept-next"
          aria-keyshortcuts="Alt+A"
          icon={<Icon name="inbox" size={16} />}
        >
          {accepting ? t('queue.accepting') : t('queue.accept')}
          <kbd>Alt A</kbd>
        </Button>
        {unattended && <p data-testid="no-agents">{t('list.noAgents')}</p>}
        {agent && full && <p>{t('queue.full', { load: agent.load, capacity: agent.capacity })}</p>}
      </div>
      <div {...held.pointerProps}>
        <PlainRows
          label={t('list.queue')}
          rows={held.rows.map(({ row, gone }) => ({
            id: row.id,
            content: (
              <RowContent
                consultation={row}
                myUid={me.user.uid}
                waitingSinceMs={gone ? null : waitingSince(row)}
                worst={row.id === first?.id}
                gone={gone}
                meta={queueMeta(t, row)}
              />
            ),
          }))}
        />
      </div>
    </ListFrame>
  );
}

function MineEmpty() {
  const { t } = useI18n();
  const { me, queue, showTab } = useDesk();
  const waiting = queue.data?.items.length ?? 0;
  const text = {
    online: t('list.mineEmptyOnline'),
    busy: t('list.mineEmptyBusy'),
    away: t('list.mineEmptyOffline'),
    offline: t('list.mineEmptyOffline'),
  }[me.agent?.status ?? 'offline'];
  return (
    <EmptyState icon="chat" title={t('list.mineEmpty')} text={text} testId="mine-empty">
      {waiting > 0 && <Button onClick={() => showTab('queue')}>{t('list.seeQueue', { count: waiting })}</Button>}
    </EmptyState>
  );
}

const GROUPS = ['yours', 'theirs', 'new'] as const;

export function MinePanel() {
  const { t } = useI18n();
  const { mine, rows, me, selectedId, select } = useDesk();
  const held = useHeldOrder(rows, turnOf);
  const fresh = useFresh((state) => state.ids);
  const worst = longestWaiter(rows)?.id;
  const groups = GROUPS.map((group) => ({
    key: group,
    title: t(`list.${group}`),
    rows: held.rows
      .filter((shown) => shown.group === group)
      .map(({ row, gone }) => ({
        id: row.id,
        gone,
        content: (
          <RowContent
            consultation={row.consultation}
            myUid={me.user.uid}
            unread={gone ? 0 : row.unread}
            waitingSinceMs={gone ? null : row.waitingSinceMs}
            worst={row.id === worst}
            fresh={!gone && fresh.has(row.id)}
            gone={gone}
            withDraft={row.id !== selectedId}
          />
        ),
      })),
  })).filter((group) => group.rows.length > 0);
  return (
    <ListFrame query={mine} empty={held.rows.length === 0 ? <MineEmpty /> : null}>
      <UpdatesPill count={held.updates} onApply={held.apply} />
      <RowList
        label={t('list.mine')}
        selectedId={selectedId}
        onSelect={(id) => select(id, 'mine')}
        pointerProps={held.pointerProps}
        groups={groups}
      />
    </ListFrame>
  );
}

export function ResolvedPanel() {
  const { t } = useI18n();
  const { me, selectedId, select } = useDesk();
  const resolved = useResolved(true);
  const items = resolved.data?.pages.flatMap((page) => page.items) ?? [];
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = resolved;
  useEffect(() => {
    // What failed is asked for again by the button: the end of the list is still in view.
    if (!end.current || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) void fetchNextPage();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const empty = items.length === 0 && (
    <EmptyState
      icon="check"
      title={t('list.resolvedEmpty')}
      text={t('list.resolvedEmptyText')}
      testId="resolved-empty"
    />
  );
  const rows = items.map((consultation) => ({
    id: consultation.id,
    content: <RowContent consultation={consultation} myUid={me.user.uid} muted />,
  }));
  return (
    <ListFrame query={resolved} empty={empty || null}>
      <RowList
        label={t('list.resolved')}
        selectedId={selectedId}
        onSelect={(id) => select(id, 'resolved')}
        groups={[{ key: 'resolved', rows }]}
      />
      {hasNextPage && (
        <div ref={end} className={styles.more}>
          <Button look="quiet" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </ListFrame>
  );
}
