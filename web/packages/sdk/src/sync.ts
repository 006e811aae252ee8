/** Brings every conversation up to date: says what is held, takes what is missing, page by page. */
import type { ConversationCore } from './conversation/conversation';
import type { Frame, Person, Position, SyncPage } from './generated/frame';
import { toMessage } from './wire';

const MAX_POSITIONS = 500;

export interface SyncHost {
  uid(): string | undefined;
  conversations(): Iterable<ConversationCore>;
  conversation(id: string): ConversationCore;
  confirm(conversationId: string): void;
  meet(people?: readonly Person[]): void;
}

/** Without `only`: all that is held and whatever else is active. With it: the states of these, and nothing more. */
export async function runSync(
  host: SyncHost,
  request: (frame: Frame) => Promise<Frame>,
  only?: Iterable<string>,
): Promise<{ recovered: boolean; count: number }> {
  const have: Position[] = [];
  if (only) for (const conversationId of only) have.push({ conversationId });
  else {
    for (const { id, position } of host.conversations()) {
      const seq = position();
      if (seq !== undefined) have.push({ conversationId: id, seq: String(seq) });
    }
  }
  let recovered = true;
  let count = 0;

  function apply(page: SyncPage): void {
    const gone = new Set(page.reload);
    if (gone.size) recovered = false;
    for (const state of page.conversations ?? []) {
      const { conversationId = '' } = state;
      host.conversation(conversationId).applyState(state, gone.delete(conversationId));
    }
    host.meet(page.people);
    // Those that may not be read any more come without a state.
    for (const id of gone) host.conversation(id).reload();
    for (const wire of page.messages ?? []) {
      const message = toMessage(wire, host.uid());
      if (host.conversation(message.conversationId).receive(message, true)) count++;
      host.confirm(message.conversationId);
    }
  }

  for (let from = 0; from === 0 || from < have.length; from += MAX_POSITIONS) {
    let pageToken = '';
    do {
      const positions = have.slice(from, from + MAX_POSITIONS);
      const onlyNamed = from > 0 || only !== undefined;
      const { syncPage = {} } = await request({
        sync: { have: positions, ...(onlyNamed && { onlyNamed }), ...(pageToken && { pageToken }) },
      });
      apply(syncPage);
      pageToken = syncPage.nextPageToken ?? '';
    } while (pageToken);
  }
  return { recovered, count };
}
