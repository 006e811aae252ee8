/** Ties one person's SDK client to the state, until it is disposed. */
import { effect, type Signal } from '@preact/signals';
import type { Client, Conversation, ImError, Message, Store } from '@skein/sdk';
import { ApiError, type ProblemKind } from '../session/api';
import { fromNotice } from './consultation';
import type { State } from './state';

export const PAGE_SIZE = 30;

export interface ChatLink {
  client: Client;
  conversation: Conversation;
  /** Loads the newest messages; a failure is in the state, not thrown. */
  load(): Promise<void>;
  dispose(forget: boolean): void;
}

interface ChatLinkEvents {
  /** The consultation got another state by a push. */
  onConsultation(state: string): void;
  /** Somebody wrote just now. */
  onMessage(message: Message): void;
  /** There is a connection, the first or another one: notices from before it went to nobody. */
  onSynced(): void;
}

const PROBLEM_KINDS: Record<ImError['kind'], ProblemKind> = {
  network: 'network',
  limit: 'limit',
  auth: 'forbidden',
  rejected: 'forbidden',
  bug: 'server',
};

/** Null when nothing failed: the chat went on elsewhere, or its person left. */
function toProblem({ code, kind, requestId }: ImError): ApiError | null {
  return code === 'replaced' || code === 'closed' ? null : new ApiError(PROBLEM_KINDS[kind], code, requestId ?? null);
}

function follow<T>(store: Store<T>, into: Signal<T | null>): () => void {
  const read = () => {
    into.value = store.getSnapshot();
  };
  read();
  return store.subscribe(read);
}

export function linkChat(client: Client, conversationId: string, state: State, events: ChatLinkEvents): ChatLink {
  const conversation = client.conversation(conversationId);

  async function load(): Promise<void> {
    state.loadProblem.value = null;
    await conversation.load({ limit: PAGE_SIZE }).catch((cause: ImError) => {
      state.loadProblem.value = toProblem(cause);
    });
  }

  const undo = [
    follow(conversation, state.conversation),
    follow(client.connection, state.connection),
    client.on('notice', (notice) => {
      if (notice.kind !== 'consultation' || notice.conversationId !== conversationId) return;
      const before = state.consultation.value;
      const now = fromNotice(notice, before);
      state.consultation.value = now;
      if (now !== null && (now.state !== before?.state || now.id !== before.id)) events.onConsultation(now.state);
    }),
    client.on('message', ({ message, conversation: of, recovered }) => {
      if (of.id === conversationId && !message.own && !recovered && message.content.type !== 'system') {
        events.onMessage(message);
      }
    }),
    client.on('synced', () => {
      events.onSynced();
      if (!conversation.getSnapshot().loaded) void load();
    }),
    effect(() => watchAgent(client, state)),
  ];
  client.connect().catch(() => undefined);
  void load();

  return {
    client,
    conversation,
    load,
    dispose(forget) {
      for (const end of undo) end();
      void client.close({ forget });
    },
  };
}

/** Presence of whoever serves the visitor now. */
function watchAgent(client: Client, state: State): (() => void) | undefined {
  const consultation = state.consultation.value;
  const agent = consultation?.state === 'assigned' ? consultation.agentUid : '';
  if (agent === '') {
    state.agentOnline.value = null;
    return undefined;
  }
  const read = () => {
    const presence = client.presence.getSnapshot().get(agent);
    state.agentOnline.value = presence === undefined ? null : presence.state === 'online';
  };
  const endings = [client.presence.subscribe(read), client.presence.watch([agent])];
  read();
  return () => {
    for (const end of endings) end();
  };
}
