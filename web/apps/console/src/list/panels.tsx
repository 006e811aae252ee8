/** The three lists: who waits, who is mine, who was helped. */
import { Icon, Skeleton, useDelayed } from '@skein/ui/react';
import { useEffect, useRef } from 'react';
import type { Consultation } from '../api/types.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useResolved } from '../desk/queries.ts';
import { type T, useI18n } from '../i18n/index.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { ErrorCard } from '../kit/error-card.tsx';
import { channelName } from './channel.ts';
import { RowContent } from './conversation-row.tsx';
import styles from './panels.module.css';
import { PlainRows, RowList } from './row-list.tsx';
import { useHeldOrder } from './use-held-order.ts';

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

/** Skeleton, error or rows: what every list has in common. */
function ListFrame({
  query,
  children,
}: {
  query: { isPending: boolean; error: Error | null; data: unknown; refetch: () => Promise<unknown> };
  children: React.ReactNode;
}) {
  const { t } = useI18n();
  const loading = useDelayed(query.isPending);
  if (loading) return <LoadingRows />;
  if (query.isPending) return null;
  if (query.error && query.data === undefined) {
    return <ErrorCard title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return children;
}

function UpdatesPill({ count, onApply }: { count: number; onApply: () => void }) {
  const { t } = useI18n();
  return (
    <div className={styles.pillHolder} role="status">
      {count > 0 && (
        <button type="button" className={styles.pill} onClick={onApply} data-testid="updates-pill">
          <Icon name="retry" size={14} />
          {t('list.updates', { count })}
        </button>
      )}
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

export function QueuePanel() {
  const { t } = useI18n();
  const { queue, me, acceptNext, accepting, canAccept } = useDesk();
  const items = queue.data?.items ?? [];
  const agent = me.agent;
  const held = useHeldOrder(items);
  let why: string | null = null;
  if (agent && agent.load >= agent.capacity) why = t('queue.full', { load: agent.load, capacity: agent.capacity });
  else if (agent && agent.status !== 'online' && agent.status !== 'busy') why = t('queue.closed');
  return (
    <ListFrame query={queue}>
      {held.rows.length === 0 ? (
        <EmptyState icon="inbox" title={t('list.queueEmpty')} text={t('list.queueEmptyText')} testId="queue-empty" />
      ) : (
        <>
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
            {why && <p>{why}</p>}
          </div>
          <UpdatesPill count={held.updates} onApply={held.apply} />
          <div {...held.hoverProps}>
            <PlainRows
              label={t('list.queue')}
              rows={held.rows.map(({ row, gone }) => ({
                id: row.id,
                content: (
                  <RowContent
                    consultation={row}
                    myUid={me.user.uid}
                    waitingSinceMs={gone ? null : row.openedAtMs}
                    gone={gone}
                    meta={queueMeta(t, row)}
                  />
                ),
              }))}
            />
          </div>
        </>
      )}
    </ListFrame>
  );
}

function MineEmpty() {
  const { t } = useI18n();
  const { me, setStatus } = useDesk();
  const status = me.agent?.status ?? 'offline';
  const text = {
    online: t('list.mineEmptyOnline'),
    busy: t('list.mineEmptyBusy'),
    away: t('list.mineEmptyOffline'),
    offline: t('list.mineEmptyOffline'),
  }[status];
  return (
    <EmptyState icon="chat" title={t('list.mineEmpty')} text={text} testId="mine-empty">
      {(status === 'away' || status === 'offline') && (
        <Button look="primary" onClick={() => setStatus('online')} data-testid="go-online">
          {t('presence.goOnline')}
        </Button>
      )}
    </EmptyState>
  );
}

export function MinePanel() {
  const { t } = useI18n();
  const { mine, rows, me, selectedId, select } = useDesk();
  const held = useHeldOrder(rows);
  return (
    <ListFrame query={mine}>
      {held.rows.length === 0 ? (
        <MineEmpty />
      ) : (
        <>
          <UpdatesPill count={held.updates} onApply={held.apply} />
          <RowList
            label={t('list.mine')}
            selectedId={selectedId}
            onSelect={(id) => select(id, 'mine')}
            hoverProps={held.hoverProps}
            rows={held.rows.map(({ row, gone }) => ({
              id: row.id,
              gone,
              content: (
                <RowContent
                  consultation={row.consultation}
                  myUid={me.user.uid}
                  unread={gone ? 0 : row.unread}
                  waitingSinceMs={gone ? null : row.waitingSinceMs}
                  gone={gone}
                  withDraft={row.id !== selectedId}
                />
              ),
            }))}
          />
        </>
      )}
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
  return (
    <ListFrame query={resolved}>
      {items.length === 0 ? (
        <EmptyState
          icon="check"
          title={t('list.resolvedEmpty')}
          text={t('list.resolvedEmptyText')}
          testId="resolved-empty"
        />
      ) : (
        <>
          <RowList
            label={t('list.resolved')}
            selectedId={selectedId}
            onSelect={(id) => select(id, 'resolved')}
            rows={items.map((consultation) => ({
              id: consultation.id,
              content: <RowContent consultation={consultation} myUid={me.user.uid} muted />,
            }))}
          />
          {hasNextPage && (
            <div ref={end} className={styles.more}>
              <Button look="quiet" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t('list.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </ListFrame>
  );
}
