/**
 * Holds the hand-written types against the generated contract: a field that one has and the other lacks is a type
 * error here. The hand-written ones say more (`'waiting'` instead of `string`), which is why they exist.
 */
import type { components } from '../generated/rest';
import type {
  AssignmentReason,
  Clue,
  Consultation,
  ConsultationDetail,
  Customer,
  LastMessage,
  Me,
  Problem,
  Rating,
  Session,
  SetupInvitation,
} from './types';

type Contract = components['schemas'];

/** `true`, or the fields that only one side has. */
type SameFields<Ours, Theirs> = [Exclude<keyof Ours, keyof Theirs>, Exclude<keyof Theirs, keyof Ours>] extends [
  never,
  never,
]
  ? true
  : { onlyOurs: Exclude<keyof Ours, keyof Theirs>; onlyTheirs: Exclude<keyof Theirs, keyof Ours> };

export const contract: {
  assignmentReason: SameFields<AssignmentReason, Contract['AssignmentReason']>;
  clue: SameFields<Clue, Contract['Clue']>;
  consultation: SameFields<Consultation, Contract['Consultation']>;
  consultationDetail: SameFields<ConsultationDetail, Contract['ConsultationDetail']>;
  customer: SameFields<Customer, Contract['CustomerProfile']>;
  lastMessage: SameFields<LastMessage, Contract['LastMessage']>;
  me: SameFields<Me, Contract['Me']>;
  problem: SameFields<Problem, Contract['Problem']>;
  rating: SameFields<Rating, Contract['Rating']>;
  session: SameFields<Session, Contract['Session']>;
  setupInvitation: SameFields<SetupInvitation, Contract['SetupInspection']>;
} = {
  assignmentReason: true,
  clue: true,
  consultation: true,
  consultationDetail: true,
  customer: true,
  lastMessage: true,
  me: true,
  problem: true,
  rating: true,
  session: true,
  setupInvitation: true,
};
