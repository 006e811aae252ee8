/** Marks a conversation read, but only what a person can have seen: chosen, on a visible page, and scrolled to the end. */
import type { Conversation } from '@skein/sdk';
import { useEffect, useSyncExternalStore } from 'react';

function subscribeVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

export function usePageVisible(): boolean {
  return useSyncExternalStore(subscribeVisibility, () => document.visibilityState === 'visible');
}

export interface ReadMarkInput {
  conversation: Conversation;
  lastSeq: number;
  readSeq: number;
  loaded: boolean;
  atBottom: boolean;
}

export function useReadMarks({ conversation, lastSeq, readSeq, loaded, atBottom }: ReadMarkInput): void {
  const visible = usePageVisible();
  const seen = visible && atBottom && loaded && lastSeq > readSeq;
  useEffect(() => {
    if (seen) conversation.markRead(lastSeq);
  }, [seen, conversation, lastSeq]);
}
