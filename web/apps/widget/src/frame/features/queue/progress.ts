/** How far a wait has got. */
import type { Message } from '@skein/sdk';
import type { ConsultationView } from '../../model/consultation';

/** True for a consultation that waits again: an agent had it before, and the log says so. */
export function wasServed(view: ConsultationView, messages: readonly Message[]): boolean {
  return messages.some(
    ({ content }) =>
      content.type === 'system' && content.event === 'consultation_assigned' && content.consultationId === view.id,
  );
}

/** The part of the ring that is filled: never empty, so that it reads as a ring, and full only when somebody answers. */
export function queueProgress(view: ConsultationView): number {
  if (view.queuePosition === 0 || view.queueStart === 0) return 0.08;
  return Math.max(0.08, (view.queueStart - view.queuePosition + 1) / (view.queueStart + 1));
}
