/** Keeps the cached REST answers in step with what the connection tells; the truth is re-read soon after. */
import type { Client, Message, Notice } from '@skein/sdk';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Consultation, ConsultationDetail, DeskStatus, Me, Page } from '../api/types.ts';
import { keys, readAgain } from './queries.ts';
import { withMessage } from './talk.ts';

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

/** Applies the message to what is cached; true when it may concern a consultation that is over. */
export function applyMessage(queryClient: QueryClient, message: Message): boolean {
  let toOneThatIsOver = false;
  const change = <C extends Consultation>(consultation: C): C => {
    if (consultation.conversationId !== message.conversationId) return consultation;
    toOneThatIsOver ||= consultation.state === 'resolved';
    return withMessage(consultation, message);
  };
  queryClient.setQueryData<Page<Consultation>>(keys.mine, (page) => page && { ...page, items: page.items.map(change) });
  queryClient.setQueriesData<ConsultationDetail>({ queryKey: ['consultation'] }, (held) => held && change(held));
  return toOneThatIsOver;
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
export function followClient(client: Client, queryClient: QueryClient): () => void {
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
      const toOneThatIsOver = applyMessage(queryClient, message);
      if (message.content.type === 'system') {
        // Also of a consultation that is over: a rating comes after the end.
        for (const key of [keys.mine, keys.resolved, ['consultation'], ['customer']]) {
          invalidator.soon(key, NOTICE_DELAY_MS);
        }
      } else {
        const what = toOneThatIsOver ? [keys.mine, keys.resolved, ['consultation'], ['customer']] : [keys.mine];
        for (const key of what) invalidator.soon(key, MESSAGE_DELAY_MS);
      }
    }),
    // Notices pushed while the connection was away are not stored anywhere: read everything again.
    client.on('synced', () => void readAgain(queryClient)),
  ];
  return () => {
    for (const stop of stops) stop();
    invalidator.stop();
  };
}
