// Consultations for tests, with only what a test is about spelled out.
import type { Consultation, Me } from '../src/api/types.ts';

export const ME: Me = {
  app: { id: 'app-1', name: 'Far Travel' },
  user: { uid: 'agent-1', name: 'Fang', role: 'agent' },
  agent: { status: 'online', capacity: 5, load: 1, teams: [{ id: 'team-1', name: 'Sales' }] },
};

export function consultation(id: string, fields: Partial<Consultation> = {}): Consultation {
  return {
    id,
    conversationId: `thread-${id}`,
    number: 1,
    state: 'assigned',
    team: { id: 'team-1', name: 'Sales' },
    customer: { uid: `customer-${id}`, name: `Customer ${id}`, verified: false, online: true },
    agent: { uid: ME.user.uid, name: ME.user.name },
    clue: null,
    queuePosition: 0,
    waitEstimateS: null,
    agentsOnline: null,
    wait: null,
    openedAtMs: Date.now() - 60_000,
    assignedAtMs: Date.now() - 59_000,
    firstResponseAtMs: null,
    firstResponseMs: null,
    firstResponseAfterAssignmentMs: null,
    responseTargetMs: 60_000,
    resolvedAtMs: null,
    resolvedBy: null,
    mergedInto: null,
    rating: null,
    canRate: false,
    lastMessage: null,
    customerWaitingSinceMs: null,
    silenceDeadlineMs: null,
    assignmentReason: null,
    ...fields,
  };
}
