/** System events in the reader's words. */
import type { SystemContent } from '@skein/sdk';
import type { T } from '../i18n/index.tsx';

const isScore = (reason: string): boolean => /^[1-5]$/.test(reason);

export function systemText(t: T, content: SystemContent, myUid: string): string {
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
    case 'consultation_resolved':
      if (content.reason === 'silence') return t('system.resolvedSilence');
      if (!actor) return t('system.resolved');
      if (content.reason === 'customer') return t('system.resolvedCustomer', { name: actor });
      return content.actorUid === myUid ? t('system.resolvedYou') : t('system.resolvedAgent', { name: actor });
    case 'consultation_rated':
      return isScore(content.reason)
        ? t('system.ratedScore', { name: actor, count: Number(content.reason) })
        : t('system.rated', { name: actor });
    default:
      return '';
  }
}
