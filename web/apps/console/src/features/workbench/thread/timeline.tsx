/** The scrolled log of a conversation. Only what is near the view is in the document. */
import type { Conversation, ConversationSnapshot } from '@skein/sdk';
import { useConnection } from '@skein/sdk/react';
import { dayLabel } from '@skein/ui';
import { Icon, useDelayed } from '@skein/ui/react';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Consultation } from '../../../api/types.ts';
import { serverNow } from '../../../clock/ticker.ts';
import { EmptyState } from '../../../kit/empty-state.tsx';
import { ErrorCard } from '../../../kit/error-card.tsx';
import { useI18n } from '../texts/texts.ts';
import { RatingCard } from '../visitor/rating-card.tsx';
import { Announcer } from './announcer.tsx';
import { ClueCard } from './clue-card.tsx';
import { useJump } from './jump.ts';
import { LoadingLog } from './loading-log.tsx';
import { MessageRow } from './message-row.tsx';
import { whenSteady } from './steady.ts';
import { systemText } from './system-text.ts';
import styles from './timeline.module.css';
import { buildTimeline, indexOfConsultation, type TimelineItem } from './timeline-items.ts';
import { newestHeldSeq, useReadMarks } from './use-read-marks.ts';
import { WhyMe } from './why-me.tsx';

/** A reader this far from the end is not pulled down by new messages. */
const NEAR_BOTTOM_PX = 120;
const LOAD_EARLIER_PX = 500;
const HIGHLIGHT_MS = 2_400;

export interface TimelineProps {
  conversation: Conversation;
  snapshot: ConversationSnapshot;
  consultation: Consultation;
  consultations: ReadonlyMap<string, Consultation>;
  myUid: string;
  /** The conversation can be written to. */
  writable: boolean;
}

export function Timeline({ conversation, snapshot, consultation, consultations, myUid, writable }: TimelineProps) {
  const { t, locale } = useI18n();
  const { messages, hasMoreBefore, loaded, loading } = snapshot;
  const customer = consultation.customer;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  /** Null until the first view stands: before that nobody has read anything. */
  const [atBottom, setAtBottom] = useState<boolean | null>(null);
  const [loadError, setLoadError] = useState<unknown>(null);
  const skeleton = useDelayed(!loaded && loadError === null);

  // The line stays where it was when the conversation was opened, also after everything is marked read.
  const [unreadAfterSeq] = useState(() => (snapshot.unread > 0 ? snapshot.readSeq : null));
  const items = useMemo(
    () =>
      buildTimeline({
        messages,
        complete: loaded && !hasMoreBefore,
        customerUid: customer.uid,
        consultations,
        unreadAfterSeq,
      }),
    [messages, loaded, hasMoreBefore, customer.uid, consultations, unreadAfterSeq],
  );

  const nameOf = (uid: string): string => {
    if (uid === myUid) return t('log.you');
    if (uid === customer.uid) return customer.name;
    return conversation.person(uid)?.name ?? uid;
  };

  const load = (): void => {
    setLoadError(null);
    conversation.load().catch(setLoadError);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per conversation
  useEffect(() => {
    if (!conversation.getSnapshot().loaded) load();
  }, [conversation]);
  // What failed with the connection of then, as when another tab took over, is tried again with the next one.
  const online = useConnection().state === 'online';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per connection
  useEffect(() => {
    if (online && loadError !== null) load();
  }, [online]);

  // Rows that came in front keep the view still: virtua measures from the end while `shift` is set.
  const previousFirst = useRef<{ key: string; index: number } | null>(null);
  const firstIndex = items.findIndex((item) => item.kind === 'message' || item.kind === 'system');
  const shift = useMemo(() => {
    const previous = previousFirst.current;
    return previous !== null && items.findIndex((item) => item.key === previous.key) > previous.index;
  }, [items]);
  useLayoutEffect(() => {
    const key = items[firstIndex]?.key;
    previousFirst.current = key === undefined ? null : { key, index: firstIndex };
  }, [items, firstIndex]);

  // First view: at the line above new messages, otherwise at the end.
  const last = items.at(-1);
  const lastKey = useRef(last?.key);
  const [placed, setPlaced] = useState(false);
  const [steady, setSteady] = useState(false);
  useLayoutEffect(() => {
    if (placed || items.length === 0 || !loaded) return;
    setPlaced(true);
    lastKey.current = items.at(-1)?.key;
    const line = items.findIndex((item) => item.kind === 'unread');
    if (line >= 0) virtual.current?.scrollToIndex(line, { align: 'start', offset: -16 });
    else virtual.current?.scrollToIndex(items.length - 1, { align: 'end' });
  }, [placed, items, loaded]);
  useEffect(() => {
    if (placed && scroller.current) return whenSteady(scroller.current, () => setSteady(true));
  }, [placed]);

  // Follow the end: always for what I send, otherwise only when the reader is there.
  useLayoutEffect(() => {
    if (!last || last.key === lastKey.current) return;
    lastKey.current = last.key;
    const mine = last.kind === 'message' && last.message.own;
    if (atBottom || mine) virtual.current?.scrollToIndex(items.length - 1, { align: 'end' });
  }, [last, items.length, atBottom]);

  // What came after the reader left the end.
  const seenSeq = useRef(snapshot.lastSeq);
  if (atBottom) seenSeq.current = snapshot.lastSeq;
  const below = messages.filter(
    (message) => !message.own && message.content.type !== 'system' && message.seq > seenSeq.current,
  ).length;

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element || !steady) return;
    const bottom = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_BOTTOM_PX;
    setAtBottom(bottom);
    if (element.scrollTop < LOAD_EARLIER_PX && hasMoreBefore && loaded && !loading && loadError === null) load();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the first view stands
  useEffect(onScroll, [steady]);
  // A first page that does not fill the view would never be scrolled.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page
  useEffect(() => {
    const element = scroller.current;
    if (element && element.clientHeight > 0 && element.scrollHeight <= element.clientHeight + LOAD_EARLIER_PX)
      onScroll();
  }, [items.length, loading]);

  // The composer and the connection bar change the height; the end stays in view if it was.
  useEffect(() => {
    const element = scroller.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      if (element.dataset.follow === 'true') element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useReadMarks({
    conversation,
    heldSeq: newestHeldSeq(messages),
    readSeq: snapshot.readSeq,
    loaded,
    atBottom: atBottom === true,
  });

  // Jump to an earlier consultation: load back until its start is there, then show it.
  const jump = useJump((state) => (state.target?.conversationId === conversation.id ? state.target : null));
  const [highlighted, setHighlighted] = useState<string | null>(null);
  useEffect(() => {
    if (!jump) return;
    const index = indexOfConsultation(items, jump.consultationId);
    if (index < 0 && hasMoreBefore && loadError === null) {
      if (!loading) conversation.load({ limit: 100 }).catch(setLoadError);
      return;
    }
    useJump.setState({ target: null });
    virtual.current?.scrollToIndex(Math.max(0, index), { align: 'start', offset: -16 });
    setHighlighted(jump.consultationId);
  }, [jump, items, hasMoreBefore, loading, loadError, conversation]);
  useEffect(() => {
    if (!highlighted) return;
    const timer = setTimeout(() => setHighlighted(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlighted]);

  const toBottom = (): void => {
    virtual.current?.scrollToIndex(items.length - 1, { align: 'end' });
  };

  function row(item: TimelineItem): ReactNode {
    switch (item.kind) {
      case 'start':
        return <div className={styles.start}>{t('log.start')}</div>;
      case 'day':
        return <div className={styles.day}>{dayLabel(locale, item.atMs, serverNow())}</div>;
      case 'unread':
        return (
          <div className={styles.line} data-testid="unread-line">
            <span>{t('log.unread')}</span>
          </div>
        );
      case 'clue':
        return (
          <div className={styles.clue}>
            <ClueCard consultation={item.consultation} />
          </div>
        );
      case 'system': {
        const toMe =
          item.content.event === 'consultation_assigned' &&
          (item.content.subjectUid || item.content.actorUid) === myUid;
        const reason = toMe ? item.consultation?.assignmentReason : null;
        const lit = highlighted !== null && item.content.consultationId === highlighted;
        const rating = item.content.event === 'consultation_rated' ? item.consultation?.rating : null;
        return (
          <>
            <div className={lit ? `${styles.system} ${styles.lit}` : styles.system} data-testid="system-event">
              <span>{systemText(t, item.content, myUid, item.consultation?.rating?.score ?? null)}</span>
              {reason && item.consultation && (
                <>
                  <span aria-hidden>·</span>
                  <WhyMe consultation={item.consultation} reason={reason} />
                </>
              )}
            </div>
            {rating && (rating.tags.length > 0 || rating.comment) && (
              <div className={styles.rating}>
                <RatingCard rating={rating} />
              </div>
            )}
          </>
        );
      }
      case 'message': {
        const { senderUid } = item.message;
        const author = item.fromCustomer || senderUid === myUid ? null : nameOf(senderUid);
        return <MessageRow item={item} conversation={conversation} author={author} writable={writable} />;
      }
    }
  }

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={t('log.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region has to be reachable by keyboard
        tabIndex={0}
        data-follow={atBottom === true}
        data-testid="timeline"
        onScroll={onScroll}
      >
        {/* Never together with what it stands for: the text would move when it goes. */}
        {skeleton && !loaded && <LoadingLog />}
        {loaded && loading && hasMoreBefore && (
          <div className={styles.earlier} role="status">
            <span data-testid="loading-earlier">{t('log.loadingEarlier')}</span>
          </div>
        )}
        {loadError !== null && (
          <ErrorCard title={loaded ? t('chat.historyFailed') : t('chat.failed')} error={loadError} onRetry={load} />
        )}
        {loaded && items.length === 0 && <EmptyState icon="chat" title={t('log.empty')} />}
        <div className={styles.push} />
        <Virtualizer ref={virtual} data={items} shift={shift} scrollRef={scroller} bufferSize={400}>
          {(item) => (
            <div key={item.key} className={styles.item}>
              {row(item)}
            </div>
          )}
        </Virtualizer>
      </div>
      {atBottom === false && (
        <button
          type="button"
          className={styles.toBottom}
          onClick={toBottom}
          data-testid="to-bottom"
          aria-label={below > 0 ? undefined : t('log.toBottom')}
        >
          <Icon name="arrowDown" size={16} />
          {below > 0 && <span>{t('log.newBelow', { count: below })}</span>}
        </button>
      )}
      <Announcer messages={messages} nameOf={nameOf} />
    </div>
  );
}
