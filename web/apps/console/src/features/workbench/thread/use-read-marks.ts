/** Marks a conversation read, but only what a person can have seen: chosen, on a visible page, and scrolled to the end. */
import type { Conversation, Message } from '@skein/sdk';
import { useEffect, useSyncExternalStore } from 'react';

function subscribeVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

export function usePageVisible(): boolean {
  return useSyncExternalStore(subscribeVisibility, () => document.visibilityState === 'visible');
}

/** Seq of the newest message that is shown in its place; own rows that are not placed yet follow those that are. */
export function newestHeldSeq(messages: readonly Pick<Message, 'seq'>[]): number {
  const first = messages[0]?.seq ?? 0;
  const behind = messages.findIndex(({ seq }, index) => seq !== first + index || seq === 0);
  return messages[behind === -1 ? messages.length - 1 : behind - 1]?.seq ?? 0;
}

export interface ReadMarkInput {
  conversation: Conversation;
  heldSeq: number;
  readSeq: number;
  loaded: boolean;
  atBottom: boolean;
}

export function useReadMarks({ conversation, heldSeq, readSeq, loaded, atBottom }: ReadMarkInput): void {
  const visible = usePageVisible();
  const seen = visible && atBottom && loaded && heldSeq > readSeq;
  useEffect(() => {
    if (seen) conversation.markRead(heldSeq);
  }, [seen, conversation, heldSeq]);
}
