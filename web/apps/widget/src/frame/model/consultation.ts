/** Where the consultation stands, from the server's answers and from pushed notices, whichever came last. */
import type { ConsultationNotice } from '@skein/sdk';
import { CONSULTATION_STATES, type Consultation } from '../session/api';

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
  /** While waiting: false says that nobody is there who could answer; null, that it is not known. */
  agentsOnline: boolean | null;
  canRate: boolean;
}

function withQueueStart(next: Omit<ConsultationView, 'queueStart'>, held: ConsultationView | null): ConsultationView {
  // Back in the queue after an agent: the way through it begins again.
  const before = held?.id === next.id && held.state !== 'assigned' ? held.queueStart : 0;
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
      agentsOnline: answer.agentsOnline,
      canRate: answer.canRate,
    },
    held,
  );
}

export function fromNotice(notice: ConsultationNotice, held: ConsultationView | null): ConsultationView | null {
  // A state that this widget does not know says nothing that it could show.
  const state = CONSULTATION_STATES.find((known) => known === notice.state);
  if (state === undefined) return held;
  return withQueueStart(
    {
      id: notice.consultationId,
      state,
      agentUid: notice.agentUid,
      agentName: notice.agentName,
      teamName: notice.teamName || (held?.id === notice.consultationId ? held.teamName : ''),
      queuePosition: notice.state === 'waiting' ? notice.queuePosition : 0,
      waitEstimateS: notice.waitEstimateS,
      agentsOnline: notice.agentsOnline,
      canRate: notice.canRate,
    },
    held,
  );
}

export const isActive = (view: ConsultationView | null): boolean =>
  view?.state === 'waiting' || view?.state === 'assigned';
