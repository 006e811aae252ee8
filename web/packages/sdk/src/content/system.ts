/** What the server itself says in a talk. */
import { word } from '../errors';
import type * as wire from '../generated/frame';
import type { Kind } from './kind';

export type SystemEventName =
  | 'consultation_opened'
  | 'consultation_assigned'
  | 'consultation_resolved'
  | 'consultation_rated'
  | 'consultation_released'
  | 'unspecified';

/** Something the system did; clients word it in the reader's language. Events named `unspecified` are not shown. */
export interface SystemContent {
  type: 'system';
  event: SystemEventName;
  actorUid: string;
  actorName: string;
  subjectUid: string;
  subjectName: string;
  reason: string;
  consultationId: string;
}

export const system: Kind<wire.SystemEvent, SystemContent> = {
  read: ({ kind, ...said }) => ({
    consultationId: '',
    actorUid: '',
    actorName: '',
    subjectUid: '',
    subjectName: '',
    reason: '',
    ...said,
    event: word(kind, 'SYSTEM_EVENT_KIND_'),
  }),
};
