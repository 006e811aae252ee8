/** Calls the agent: a tone for a new customer in the queue, one for a message nobody is looking at, and the tab badge. */
import { useEffect, useRef, useState } from 'react';
import { useDesk } from '../desk/desk-context.tsx';
import { useI18n } from '../i18n/index.tsx';
import { showTabBadge } from './tab-badge.ts';
import { playTone, unlockOnFirstGesture } from './tones.ts';

export function useUnreadConversations(): number {
  return useDesk().rows.filter((row) => row.unread > 0).length;
}

/** Returns the words for screen readers: what a tone says to those who hear it. */
export function useAttention(): string {
  const { t } = useI18n();
  const { client, queue, rows, selectedId } = useDesk();
  const unread = useUnreadConversations();
  const [spoken, setSpoken] = useState('');

  useEffect(unlockOnFirstGesture, []);

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
        playTone('message');
        const sender = named.current.get(message.conversationId);
        if (sender) setSpoken(t('alert.message', { name: sender }));
      }),
    [client, t],
  );

  const known = useRef<Set<string> | null>(null);
  const waiting = queue.data?.items;
  useEffect(() => {
    if (!waiting) return;
    const before = known.current;
    known.current = new Set(waiting.map((consultation) => consultation.id));
    // The first answer is what was there already, not news.
    if (!before || waiting.every((consultation) => before.has(consultation.id))) return;
    playTone('queue');
    setSpoken(t('alert.newQueue'));
  }, [waiting, t]);
  return spoken;
}
