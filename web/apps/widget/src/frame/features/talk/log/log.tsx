/** The log of messages: keeps its place when older ones come in above, and stays at the end while the reader is there. */
import { useSignal } from '@preact/signals';
import { dayLabel } from '@skein/ui';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useWidget } from '../../../kit/context';
import { Slot } from '../../../kit/feature';
import { Icon, Shape } from '../../../kit/icon';
import { unreadMessages } from '../../../model/messages';
import type { Texts } from '../texts/en';
import { MessageBubble } from './message';
import { buildRows, newestMessages, type Row } from './rows';

/** Rows kept in the document at the end of the log; scrolling up adds more. */
const WINDOW = 120;
const WINDOW_STEP = 60;
/** Closer to the end than this counts as being there. */
const NEAR_END_PX = 80;
const NEAR_START_PX = 160;

export function Log() {
  const { state, controller, t } = useWidget<Texts>();
  const scroller = useRef<HTMLElement>(null);
  const shown = useSignal(WINDOW);
  /** Newest seq while the reader was last at the end. */
  const endSeq = useRef(0);
  const before = useRef<{ firstKey: string; lastKey: string; height: number }>({
    firstKey: '',
    lastKey: '',
    height: 0,
  });

  const conversation = state.conversation.value;
  const messages = conversation?.messages ?? [];
  const atEnd = state.atEnd.value;
  // What came since the reader left the end stands below the window, it does not push rows out above.
  const later = atEnd ? 0 : messages.filter(({ seq }) => seq > endSeq.current).length;
  const missed = atEnd ? 0 : unreadMessages(messages, endSeq.current).length;
  const size = shown.value + later;
  const rows = useMemo(() => buildRows(newestMessages(messages, size)), [messages, size]);
  const ready = conversation !== null && (conversation.loaded || conversation.lastSeq === 0);
  const hasOlder = conversation !== null && (conversation.hasMoreBefore || messages.length > size);
  // Who ended it may have left words in the box.
  const typing = state.consultation.value?.state === 'resolved' ? [] : (conversation?.typing ?? []);

  const toEnd = (smooth = false) => {
    const box = scroller.current;
    box?.scrollTo({ top: box.scrollHeight, behavior: smooth && !reducedMotion() ? 'smooth' : 'instant' });
  };

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const firstKey = rows.find((row) => row.kind !== 'day')?.key ?? '';
    const last = rows.at(-1);
    const lastKey = last?.key ?? '';
    const held = before.current;
    const grewAbove =
      held.firstKey !== '' && firstKey !== held.firstKey && rows.some((row) => row.key === held.firstKey);
    const grewBelow = lastKey !== held.lastKey;
    if (atEnd || (grewBelow && last?.kind === 'message' && last.message.own)) toEnd();
    else if (grewAbove) box.scrollTop += box.scrollHeight - held.height;
    if (atEnd) endSeq.current = messages.findLast(({ seq }) => seq > 0)?.seq ?? 0;
    before.current = { firstKey, lastKey, height: box.scrollHeight };
  });

  // The keyboard, a growing composer or a card changes the height: the end stays in view.
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (state.atEnd.peek()) toEnd();
    });
    observer.observe(box);
    if (box.firstElementChild !== null) observer.observe(box.firstElementChild);
    return () => {
      observer.disconnect();
      state.atEnd.value = true;
    };
  }, []);

  const older = () => {
    if (messages.length > size) shown.value += WINDOW_STEP;
    else if (conversation?.hasMoreBefore && !conversation.loading) {
      shown.value += WINDOW_STEP;
      void controller.loadOlder();
    }
  };

  const onScroll = () => {
    const box = scroller.current;
    if (box === null) return;
    const end = box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR_END_PX;
    state.atEnd.value = end;
    if (shown.value > WINDOW && box.scrollHeight - box.scrollTop - box.clientHeight < 1) shown.value = WINDOW;
    if (ready && hasOlder && !state.olderFailed.value && box.scrollTop < NEAR_START_PX) older();
  };

  return (
    <div class="log-frame">
      <section
        ref={scroller}
        class="log"
        data-testid="log-scroller"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={t('log.label')}
        onScroll={onScroll}
      >
        <div class="log-content">
          {!ready && (state.loadProblem.value === null ? <LogSkeleton /> : <Slot at="trouble" />)}
          {ready && hasOlder && (
            <div class="log-older">
              {state.olderFailed.value ? (
                <span class="inline-problem" role="alert">
                  {t('log.olderFailed')}
                  <button type="button" class="quiet" onClick={older}>
                    {t('common.retry')}
                  </button>
                </span>
              ) : (
                <span class="dots" role="img" aria-label={t('log.older')}>
                  <i />
                  <i />
                  <i />
                </span>
              )}
            </div>
          )}
          {ready && rows.length === 0 && <EmptyLog />}
          {ready && !hasOlder && rows.length > 0 && <p class="log-start">{t('log.start')}</p>}
          <div
            class="rows"
            data-testid="log"
            role="log"
            aria-label={t('log.label')}
            // Older pages are not news.
            aria-live={ready && !conversation?.loading ? 'polite' : 'off'}
            aria-relevant="additions"
          >
            {rows.map((row) => (
              <LogRow key={row.key} row={row} />
            ))}
          </div>
          <Slot at="log" />
          {typing.length > 0 && (
            <div class="typing" data-testid="typing" role="status">
              <span class="dots bubble" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              <span class="typing-name">
                {t('log.typing', { name: state.nameOf(typing[0] ?? '') || t('common.support') })}
              </span>
            </div>
          )}
        </div>
      </section>
      {!atEnd && (
        <button
          type="button"
          class="to-end"
          data-testid="to-end"
          aria-label={missed > 0 ? t('log.new', { count: missed }) : t('log.toBottom')}
          onClick={() => toEnd(true)}
        >
          {missed > 0 && <span>{t('log.new', { count: missed })}</span>}
          <Icon name="arrowDown" size={18} />
        </button>
      )}
    </div>
  );
}

/** Stands outside of `Log`: a component made anew with each render would have all its rows made anew as well. */
function LogRow({ row }: { row: Row }) {
  const { state, t, serverNow } = useWidget<Texts>();
  if (row.kind === 'day') return <h2 class="day">{dayLabel(state.locale.value, row.timeMs, serverNow())}</h2>;
  if (row.kind === 'event')
    return <p class="event">{t(row.text.key, { agent: row.text.agent || t('common.support') })}</p>;
  return <MessageBubble row={row} />;
}

function EmptyLog() {
  const { t } = useWidget<Texts>();
  return (
    <div class="log-empty">
      <span class="log-empty-mark">
        <Shape name="goose" size={30} />
      </span>
      <h2>{t('log.empty')}</h2>
      <p>{t('log.emptyHint')}</p>
    </div>
  );
}

function LogSkeleton() {
  const { t } = useWidget<Texts>();
  return (
    <div class="log-skeleton" role="status" aria-label={t('common.loading')}>
      <i />
      <i />
      <i />
    </div>
  );
}

const reducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
