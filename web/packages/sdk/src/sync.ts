/** Brings every conversation up to date: says what is held, takes what is missing, page by page. */
import type { ConversationCore } from './conversation/conversation';
import type { Frame, Position, SyncPage } from './generated/frame';
import { toMessage } from './wire';

const MAX_POSITIONS = 500;

export interface SyncHost {
  uid(): string | undefined;
  conversations(): Iterable<ConversationCore>;
  conversation(id: string): ConversationCore;
  confirm(conversationId: string): void;
}

export async function runSync(
  host: SyncHost,
  request: (frame: Frame) => Promise<Frame>,
  stale: ReadonlySet<string> = new Set(),
): Promise<{ recovered: boolean; count: number }> {
  const have: Position[] = [];
  for (const { id, position, isKnown } of host.conversations()) {
    const seq = position();
    // What is not named comes as a state, news or not.
    if (seq !== undefined && isKnown() && !stale.has(id)) have.push({ conversationId: id, seq: String(seq) });
  }
  const reload = new Set<string>();
  let count = 0;

  function apply(page: SyncPage): void {
    for (const state of page.conversations ?? []) host.conversation(state.conversationId ?? '').applyState(state);
    for (const wire of page.messages ?? []) {
      const message = toMessage(wire, host.uid());
      if (host.conversation(message.conversationId).receive(message, true)) count++;
      host.confirm(message.conversationId);
    }
    for (const id of page.reload ?? []) reload.add(id);
  }

  for (let from = 0; from === 0 || from < have.length; from += MAX_POSITIONS) {
    let pageToken = '';
    do {
      const positions = have.slice(from, from + MAX_POSITIONS);
      const { syncPage = {} } = await request({ sync: { have: positions, ...(pageToken && { pageToken }) } });
      apply(syncPage);
      pageToken = syncPage.nextPageToken ?? '';
    } while (pageToken);
  }
  for (const id of reload) host.conversation(id).reload();
  return { recovered: reload.size === 0, count };
}
