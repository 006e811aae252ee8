/** What this agent wrote and the server has not stored. */
import type { Client, MessageStatus } from '@skein/sdk';

const UNSENT: ReadonlySet<MessageStatus> = new Set(['queued', 'sending', 'failed']);

/** Over all conversations that are known or named: leftovers may be in one the server has not described yet. */
export function countUnsent(client: Client, conversationIds: readonly string[]): number {
  const ids = new Set([
    ...conversationIds,
    ...client
      .conversations()
      .getSnapshot()
      .map(({ id }) => id),
  ]);
  let count = 0;
  for (const id of ids) {
    const { messages } = client.conversation(id).getSnapshot();
    count += messages.filter(({ own, status }) => own && UNSENT.has(status)).length;
  }
  return count;
}
