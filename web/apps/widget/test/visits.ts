/** Visits in every stage, reached by what really happens, and short words for what a step does. */
import { type Effect, newVisit, step, type Visit, type VisitEvent } from '../src/frame/model/visit';
import { ApiError } from '../src/frame/session/api';

export const problem = (kind: ApiError['kind'], code = kind as string) => new ApiError(kind, code, null);
export const begun = {
  session: { token: 't', lifeMs: 60_000, uid: 'u', name: '', verified: false, visitorToken: 'v' },
  thread: { conversationId: 'c', consultation: null },
  clue: {},
};

export function after(events: VisitEvent[], visit: Visit = newVisit()): Visit {
  return events.reduce((before, event) => step(before, event)[0], visit);
}

const shown: VisitEvent = ['page', false, true, true];
const opened: VisitEvent[] = [
  ['page', true, true, true],
  ['unnamed', false, false],
];
const asEmma: VisitEvent[] = [shown, ['identify', 'token', 'emma']];
const begins = (turn: number): VisitEvent[] => [
  ['configured', turn, false],
  ['began', turn, begun],
];
const down: VisitEvent = ['failed', 1, problem('server')];

/** A visit is the stage it is in and who is here. */
export const VISITS: Record<string, Visit> = {
  unknown: after([shown]),
  'unknown, waiting for a name': after([shown, ['unnamed', true, true]]),
  idle: after([shown, ['unnamed', false, false]]),
  'idle, hidden': after([
    ['page', true, false, true],
    ['unnamed', false, true],
  ]),
  starting: after(opened),
  'starting, of Emma': after(asEmma),
  ready: after([...opened, ...begins(1)]),
  'ready, of Emma': after([...asEmma, ...begins(1)]),
  'sign in first': after([...opened, ['configured', 1, true]]),
  'sign in again': after([...asEmma, ['configured', 1, false], ['failed', 1, problem('unauthenticated')]]),
  'sign in as in another tab': after([...opened, ...begins(1), ['elsewhere', 'emma']]),
  failed: after([...opened, down]),
  'failed, hidden': after([...opened, down, ['page', true, false, true]]),
  'failed, trying again': after([...opened, down, ['again']]),
  'failed for good': after([...opened, ['failed', 1, problem('forbidden')]]),
};

function word([name, first, second]: Effect): string {
  if (name === 'take') return `take ${second}`;
  if (name === 'tell') return second ? `tell ${first} ${second}` : `tell ${first}`;
  if (name === 'change') return second ? `change ${first} stays` : `change ${first}`;
  return first === undefined ? name : `${name} ${first}`;
}

/** The stage afterwards and what is done; empty when nothing is. */
export function outcome(before: Visit, event: VisitEvent): string {
  const [{ stage }, effects] = step(before, event);
  if (effects.length === 0 && stage === before.stage) return '';
  return [stage.name, effects.map(word).join(', ')].filter(Boolean).join(': ');
}
