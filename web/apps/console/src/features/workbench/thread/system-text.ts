/** System events in the reader's words. */
import type { SystemContent } from '@skein/sdk';
import type { T } from '../texts/texts.ts';

/** `score` is the rating of the consultation, where it is known: the event itself does not carry it. */
export function systemText(t: T, content: SystemContent, myUid: string, score: number | null): string {
  const actor = content.actorName || content.actorUid;
  const subject = content.subjectName || content.subjectUid || actor;
  const subjectUid = content.subjectUid || content.actorUid;
  switch (content.event) {
    case 'consultation_opened':
      return t('system.opened', { name: actor || subject });
    case 'consultation_assigned':
      if (content.reason === 'picked') {
        return subjectUid === myUid ? t('system.acceptedYou') : t('system.accepted', { name: subject });
      }
      return subjectUid === myUid ? t('system.assignedYou') : t('system.assigned', { name: subject });
    case 'consultation_released':
      if (content.reason === 'agent_disabled') {
        return subjectUid === myUid ? t('system.releasedDisabledYou') : t('system.releasedDisabled', { name: subject });
      }
      return subjectUid === myUid ? t('system.releasedYou') : t('system.released', { name: subject });
    case 'consultation_resolved':
      if (content.reason === 'silence') return t('system.resolvedSilence');
      if (content.reason === 'merged') return t('system.resolvedMerged');
      if (content.reason === 'blocked') return t('system.resolvedBlocked');
      if (!actor) return t('system.resolved');
      if (content.reason === 'customer') return t('system.resolvedCustomer', { name: actor });
      return content.actorUid === myUid ? t('system.resolvedYou') : t('system.resolvedAgent', { name: actor });
    case 'consultation_rated':
      return score === null
        ? t('system.rated', { name: actor })
        : t('system.ratedScore', { name: actor, count: score });
    default:
      return '';
  }
}
