/** `@skein/sdk/react`: hooks over the stores of the client. Works with React 18 and later, and with preact/compat. */
import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type {
  Client,
  ConnectionInfo,
  Conversation,
  ConversationSnapshot,
  ConversationSummary,
  Message,
  Presence,
  Store,
} from '../types';

const ClientContext = createContext<Client | undefined>(undefined);

export function IMProvider({ client, children }: { client: Client; children?: ReactNode }) {
  return createElement(ClientContext.Provider, { value: client }, children);
}

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('there is no <IMProvider> above this component');
  return client;
}

function useStore<T>({ subscribe, getSnapshot }: Store<T>): T {
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}

export function useConnection(): ConnectionInfo {
  return useStore(useClient().connection);
}

export interface UseConversation {
  conversation: Conversation;
  snapshot: ConversationSnapshot;
}

export function useConversation(id: string): UseConversation {
  const conversation = useClient().conversation(id);
  const snapshot = useStore(conversation);
  return useMemo(() => ({ conversation, snapshot }), [conversation, snapshot]);
}

/** The user's conversations, newest first. */
export function useConversations(): readonly ConversationSummary[] {
  return useStore(useClient().conversations());
}

export interface UseMessages {
  messages: readonly Message[];
  hasMoreBefore: boolean;
  loading: boolean;
  loaded: boolean;
  /** Why the last page could not be loaded. */
  error: Error | undefined;
  /** Loads the page before what is held. */
  loadMore(): Promise<void>;
}

/** The messages of a conversation; the newest page is loaded when nothing is held. */
export function useMessages(id: string, { limit }: { limit?: number } = {}): UseMessages {
  const { conversation, snapshot } = useConversation(id);
  const [error, setError] = useState<Error>();
  const { messages, hasMoreBefore, loading, loaded } = snapshot;
  const loadMore = useCallback(async () => {
    try {
      await conversation.load({ limit });
      setError(undefined);
    } catch (cause) {
      setError(cause as Error);
    }
  }, [conversation, limit]);
  useEffect(() => {
    if (!conversation.getSnapshot().loaded) void loadMore();
  }, [conversation, loadMore]);
  return { messages, hasMoreBefore, loading, loaded, error, loadMore };
}

/** Unread messages of one conversation, or of all. */
export function useUnread(id?: string): number {
  const client = useClient();
  const list = client.conversations();
  const count = useCallback(
    () =>
      id === undefined
        ? list.getSnapshot().reduce((sum, { unread }) => sum + unread, 0)
        : client.conversation(id).getSnapshot().unread,
    [client, list, id],
  );
  const { subscribe } = id === undefined ? list : client.conversation(id);
  return useSyncExternalStore(subscribe, count, count);
}

/** Who is typing, without oneself. */
export function useTyping(id: string): readonly string[] {
  return useConversation(id).snapshot.typing;
}

/** Watches these users while the component is there. */
export function usePresence(uids: readonly string[]): ReadonlyMap<string, Presence> {
  const { presence } = useClient();
  const key = JSON.stringify(uids);
  useEffect(() => presence.watch(JSON.parse(key) as string[]), [presence, key]);
  return useStore(presence);
}
