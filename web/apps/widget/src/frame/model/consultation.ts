/** Where the consultation stands, from the server's answers and from pushed notices, whichever came last. */
import type { ConsultationNotice } from '@skein/sdk';
import type { Consultation } from '../session/api';

export interface ConsultationView {
  id: string;
  state: 'initial' | 'waiting' | 'assigned' | 'resolved';
  agentUid: string;
  agentName: string;
  teamName: string;
  /** 1 is next; 0 while not known. */
  queuePosition: number;
  /** The highest position seen: what the ring counts down from. */
  queueStart: number;
  waitEstimateS: number;
  canRate: boolean;
}

function withQueueStart(next: Omit<ConsultationView, 'queueStart'>, held: ConsultationView | null): ConsultationView {
  const before = held?.id === next.id ? held.queueStart : 0;
  return { ...next, queueStart: Math.max(before, next.queuePosition) };
}

export function fromAnswer(answer: Consultation, held: ConsultationView | null): ConsultationView {
  return withQueueStart(
    {
      id: answer.id,
      state: answer.state,
      agentUid: answer.agent?.uid ?? '',
      agentName: answer.agent?.name ?? '',
      teamName: answer.teamName,
      queuePosition: answer.state === 'waiting' ? answer.queuePosition : 0,
      waitEstimateS: answer.waitEstimateS,
      canRate: answer.canRate,
    },
    held,
  );
}

export function fromNotice(notice: ConsultationNotice, held: ConsultationView | null): ConsultationView | null {
  if (notice.state === 'unspecified') return held;
  return withQueueStart(
    {
      id: notice.consultationId,
      state: notice.state,
      agentUid: notice.agentUid,
      agentName: notice.agentName,
      teamName: notice.teamName || (held?.id === notice.consultationId ? held.teamName : ''),
      queuePosition: notice.state === 'waiting' ? notice.queuePosition : 0,
      waitEstimateS: notice.waitEstimateS,
      canRate: notice.canRate,
    },
    held,
  );
}

/** The part of the ring that is filled: never empty, so that it reads as a ring, and full only when somebody answers. */
export function queueProgress(view: ConsultationView): number {
  if (view.queuePosition === 0 || view.queueStart === 0) return 0.08;
  return Math.max(0.08, (view.queueStart - view.queuePosition + 1) / (view.queueStart + 1));
}

export const isActive = (view: ConsultationView | null): boolean =>
  view?.state === 'waiting' || view?.state === 'assigned';
