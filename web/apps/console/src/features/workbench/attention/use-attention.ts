/** Calls the agent: a tone for whoever comes, one for a message nobody is looking at, and the tab badge. */
import { useConnection } from '@skein/sdk/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Consultation } from '../../../api/types.ts';
import { useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';
import { addFresh, clearFresh, useFresh } from './fresh.ts';
import { showTabBadge } from './tab-badge.ts';
import { playTone, type Tone, unlockOnFirstGesture } from './tones.ts';

/** Conversations with something in them that was not looked at: unread words, or a customer who has just come. */
export function useUnreadConversations(): number {
  const fresh = useFresh((state) => state.ids);
  return useDesk().rows.filter((row) => row.unread > 0 || fresh.has(row.id)).length;
}

/** Calls with what is in a list now and was not in the answer before; the first answer is no news. */
function useArrivals(items: readonly Consultation[] | undefined, onArrival: (come: Consultation[]) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const latest = useRef(onArrival);
  latest.current = onArrival;
  useEffect(() => {
    if (!items) return;
    const before = known.current;
    known.current = new Set(items.map(({ id }) => id));
    const come = before ? items.filter(({ id }) => !before.has(id)) : [];
    if (come.length > 0) latest.current(come);
  }, [items]);
}

/** What is said aloud. The number makes the same words twice two announcements. */
export interface Spoken {
  text: string;
  count: number;
}

/** Returns the words for screen readers: what a tone says to those who hear it. */
export function useAttention(): Spoken {
  const { t } = useI18n();
  const { client, queue, mine, rows, selectedId, acceptedId, follow } = useDesk();
  const unread = useUnreadConversations();
  const [spoken, setSpoken] = useState<Spoken>({ text: '', count: 0 });
  // Another window has the connection, and calls.
  const elsewhere = useConnection().code === 'replaced';
  const call = useCallback(
    (tone: Tone, text: string): void => {
      if (elsewhere) return;
      playTone(tone);
      setSpoken(({ count }) => ({ text, count: count + 1 }));
    },
    [elsewhere],
  );

  useEffect(unlockOnFirstGesture, []);
  useEffect(() => clearFresh, []);

  useEffect(() => {
    showTabBadge(unread, t('app.name'));
    return () => showTabBadge(0, t('app.name'));
  }, [unread, t]);

  const looking = useRef<string | undefined>(undefined);
  const named = useRef(new Map<string, string>());
  named.current = new Map(rows.map(({ consultation }) => [consultation.conversationId, consultation.customer.name]));
  looking.current = rows.find((row) => row.id === selectedId)?.consultation.conversationId;
  useEffect(
    () =>
      client.on('message', ({ message, recovered }) => {
        if (recovered || message.own || message.content.type === 'system') return;
        const seen = document.visibilityState === 'visible' && document.hasFocus();
        if (seen && looking.current === message.conversationId) return;
        const sender = named.current.get(message.conversationId);
        // From somebody who is not in the list yet: coming into it says so itself.
        if (sender) call('message', t('alert.message', { name: sender }));
      }),
    [client, t, call],
  );

  useArrivals(queue.data?.items, () => call('queue', t('alert.newQueue')));
  useArrivals(mine.data?.items, (come) => {
    // Whom I asked for is no surprise.
    const given = come.filter(({ id }) => id !== acceptedId.current);
    addFresh(given.map(({ id }) => id).filter((id) => id !== selectedId));
    const [first] = given;
    if (!first) return;
    const text =
      given.length > 1
        ? t('alert.assignedMany', { count: given.length })
        : t('alert.assigned', { name: first.customer.name });
    call('assigned', text);
    follow(given);
  });
  return spoken;
}
