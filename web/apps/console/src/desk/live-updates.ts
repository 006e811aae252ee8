/** Keeps the cached REST answers in step with what the connection tells; the truth is re-read soon after. */
import type { Client, Message, Notice } from '@skein/sdk';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Consultation, ConsultationDetail, DeskStatus, Me, Page } from '../api/types.ts';
import { keys, readAgain } from './queries.ts';

const NOTICE_DELAY_MS = 300;
/** Messages are applied to the caches directly, so their re-reading can wait longer. */
const MESSAGE_DELAY_MS = 3_000;

/** Collects cache keys and reads each again once, at the earliest moment that was asked for. */
export function createInvalidator(queryClient: QueryClient) {
  const planned = new Map<string, { atMs: number; timer: ReturnType<typeof setTimeout> }>();
  return {
    soon(queryKey: QueryKey, delayMs: number): void {
      const name = JSON.stringify(queryKey);
      const atMs = performance.now() + delayMs;
      const held = planned.get(name);
      if (held && held.atMs <= atMs) return;
      clearTimeout(held?.timer);
      const timer = setTimeout(() => {
        planned.delete(name);
        void readAgain(queryClient, queryKey);
      }, delayMs);
      planned.set(name, { atMs, timer });
    },
    stop(): void {
      for (const { timer } of planned.values()) clearTimeout(timer);
      planned.clear();
    },
  };
}

/** A consultation after one more message of its conversation. */
export function withMessage<C extends Consultation>(consultation: C, message: Message, myUid: string): C {
  if (consultation.state === 'resolved' || message.content.type === 'system') return consultation;
  if (message.seq <= (consultation.lastMessage?.seq ?? 0)) return consultation;
  const text =
    message.content.type === 'text'
      ? message.content.text
      : message.content.type === 'custom'
        ? message.content.fallback
        : '';
  const lastMessage = { seq: message.seq, senderUid: message.senderUid, text, timeMs: message.timeMs };
  if (message.senderUid === consultation.customer.uid) {
    return {
      ...consultation,
      lastMessage,
      customerWaitingSinceMs: consultation.customerWaitingSinceMs ?? message.timeMs,
    };
  }
  const answered = message.senderUid === myUid || message.senderUid === consultation.agent?.uid;
  return {
    ...consultation,
    lastMessage,
    customerWaitingSinceMs: answered ? null : consultation.customerWaitingSinceMs,
    firstResponseAtMs: consultation.firstResponseAtMs ?? (answered ? message.timeMs : null),
  };
}

export function applyMessage(queryClient: QueryClient, message: Message, myUid: string): void {
  const change = <C extends Consultation>(consultation: C): C =>
    consultation.conversationId === message.conversationId ? withMessage(consultation, message, myUid) : consultation;
  queryClient.setQueryData<Page<Consultation>>(keys.mine, (page) => page && { ...page, items: page.items.map(change) });
  queryClient.setQueriesData<ConsultationDetail>({ queryKey: ['consultation'] }, (held) => held && change(held));
}

/** Changes the agent's own status and load in the cache. */
export function patchAgent(queryClient: QueryClient, change: Partial<DeskStatus>): void {
  queryClient.setQueryData<Me>(keys.me, (me) => (me?.agent ? { ...me, agent: { ...me.agent, ...change } } : me));
}

export function applyNotice(queryClient: QueryClient, notice: Notice): void {
  if (notice.kind !== 'agent') return;
  const { status, load, capacity } = notice;
  patchAgent(queryClient, { status, load, capacity });
}

/** Starts following; returns the function that stops it. */
export function followClient(client: Client, queryClient: QueryClient, myUid: string): () => void {
  const invalidator = createInvalidator(queryClient);
  const stops = [
    client.on('notice', (notice) => {
      applyNotice(queryClient, notice);
      if (notice.kind === 'queue') invalidator.soon(keys.queue, NOTICE_DELAY_MS);
      if (notice.kind !== 'consultation') return;
      for (const key of [
        keys.mine,
        keys.queue,
        keys.resolved,
        keys.consultation(notice.consultationId),
        ['customer'],
      ]) {
        invalidator.soon(key, NOTICE_DELAY_MS);
      }
    }),
    client.on('message', ({ message }) => {
      applyMessage(queryClient, message, myUid);
      if (message.content.type === 'system') {
        // Also of a consultation that is over: a rating comes after the end.
        for (const key of [keys.mine, keys.resolved, ['consultation'], ['customer']]) {
          invalidator.soon(key, NOTICE_DELAY_MS);
        }
      } else invalidator.soon(keys.mine, MESSAGE_DELAY_MS);
    }),
    // Notices pushed while the connection was away are not stored anywhere: read everything again.
    client.on('synced', () => void readAgain(queryClient)),
  ];
  return () => {
    for (const stop of stops) stop();
    invalidator.stop();
  };
}
