/** Tells the host page whether there is a talk: the next page of this browser looks for answers there, and only there. */
import { effect } from '@preact/signals';
import type { Services } from '../../kit/feature';
import { passes } from '../../session/api';

export function reportTalk({ state, host }: Services): void {
  effect(() => {
    const phase = state.phase.value;
    const exists = state.consultation.value !== null || (state.conversation.value?.lastSeq ?? 0) > 0;
    if (phase.name === 'ready') host()?.send({ type: 'talk', exists });
    else if (phase.name === 'failed' && !passes(phase.problem)) host()?.send({ type: 'talk', exists: false });
  });
}
