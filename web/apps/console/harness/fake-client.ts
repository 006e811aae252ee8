// A client without a server: holds conversations in memory and plays the parts of the connection on command.
import type {
  Client,
  ClientEvents,
  ConnectionInfo,
  Content,
  Conversation,
  ConversationSnapshot,
  ConversationSummary,
  Member,
  Message,
  OutgoingMessage,
  Presence,
  Store,
} from '@skein/sdk';

function createStore<T>(initial: T): Store<T> & { set(value: T): void } {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
  };
}

export interface FakeConversation {
  id: string;
  title: string;
  members: Member[];
  messages: { senderUid: string; content: Content; timeMs: number }[];
  unread: number;
}

export interface FakeClient extends Client {
  /** A message of somebody else arrives. */
  receive(conversationId: string, senderUid: string, text: string): void;
  type(conversationId: string, uids: string[]): void;
  emit<Name extends keyof ClientEvents>(name: Name, event: ClientEvents[Name]): void;
  setConnection(info: Omit<ConnectionInfo, 'limits'>): void;
  setPresence(presence: Presence): void;
  /** Read marks that were asked for, in order. */
  readonly marks: { conversationId: string; seq: number }[];
  /** What becomes of the messages sent from now on. */
  outcome: 'read' | 'delivered' | 'sent' | 'queued' | 'failed';
}

const PAGE = 30;
const LIMITS = { maxFrameBytes: 65_536, maxTextChars: 4_000, maxPage: 100, maxInFlight: 8 };

export function createFakeClient(uid: string, conversations: readonly FakeConversation[]): FakeClient {
  const listeners = new Map<string, Set<(event: never) => void>>();
  const connection = createStore<ConnectionInfo>({ state: 'idle', code: 'idle', limits: LIMITS });
  const presence = createStore<ReadonlyMap<string, Presence>>(new Map());
  const list = createStore<readonly ConversationSummary[]>([]);
  const held = new Map<string, ReturnType<typeof createConversation>>();
  const marks: FakeClient['marks'] = [];
  let sent = 0;

  const emit: FakeClient['emit'] = (name, event) => {
    for (const listener of listeners.get(name) ?? []) (listener as (event: unknown) => void)(event);
  };
  const updateList = (): void => list.set([...held.values()].map((conversation) => conversation.getSnapshot()));

  function createConversation(source: FakeConversation) {
    const all: Message[] = source.messages.map((message, index) => ({
      key: `${source.id}/${index + 1}`,
      conversationId: source.id,
      seq: index + 1,
      senderUid: message.senderUid,
      clientMsgId: `${source.id}-${index + 1}`,
      timeMs: message.timeMs,
      content: message.content,
      own: message.senderUid === uid,
      status: message.senderUid === uid ? 'read' : 'received',
    }));
    const store = createStore<ConversationSnapshot>({
      id: source.id,
      kind: 'thread',
      title: source.title,
      lastSeq: all.length,
      readSeq: all.length - source.unread,
      unread: source.unread,
      lastMessage: all.at(-1),
      updatedAtMs: all.at(-1)?.timeMs ?? 0,
      members: source.members,
      memberCount: source.members.length,
      messages: [],
      hasMoreBefore: all.length > 0,
      loaded: false,
      loading: false,
      typing: [],
    });
    const patch = (change: Partial<ConversationSnapshot>): void => {
      store.set({ ...store.getSnapshot(), ...change });
      updateList();
    };
    const replace = (message: Message): void =>
      patch({ messages: store.getSnapshot().messages.map((held) => (held.key === message.key ? message : held)) });

    const conversation: Conversation & { receive(senderUid: string, text: string): void; patch: typeof patch } = {
      id: source.id,
      getSnapshot: store.getSnapshot,
      subscribe: store.subscribe,
      patch,
      person: (uid) => source.members.find((member) => member.uid === uid),
      async load({ limit = PAGE } = {}) {
        const { messages, loading } = store.getSnapshot();
        if (loading) return;
        patch({ loading: true });
        await new Promise((resolve) => setTimeout(resolve, 30));
        const end = messages[0] ? messages[0].seq - 1 : all.length;
        const start = Math.max(0, end - limit);
        patch({
          loading: false,
          loaded: true,
          messages: [...all.slice(start, end), ...store.getSnapshot().messages],
          hasMoreBefore: start > 0,
        });
      },
      send(content) {
        sent += 1;
        const { outcome } = client;
        let row: Message = {
          key: `sent-${sent}`,
          conversationId: source.id,
          seq: 0,
          senderUid: uid,
          clientMsgId: `sent-${sent}`,
          timeMs: Date.now(),
          content,
          own: true,
          status: outcome === 'queued' ? 'queued' : 'sending',
        };
        patch({ messages: [...store.getSnapshot().messages, row] });
        const settle = (): void => {
          if (outcome === 'queued') return;
          if (outcome !== 'failed') {
            const seq = store.getSnapshot().lastSeq + 1;
            row = { ...row, seq, status: outcome };
            patch({ lastSeq: seq, readSeq: seq, lastMessage: row });
            emit('message', { message: row, conversation, recovered: false });
          } else row = { ...row, status: 'failed' };
          replace(row);
        };
        setTimeout(settle, 50);
        const outgoing: OutgoingMessage = {
          clientMsgId: row.clientMsgId,
          get message() {
            return row;
          },
          get status() {
            return row.status;
          },
          sent: new Promise(() => undefined),
          retry: () => conversation.retry(row.clientMsgId),
          cancel: () => conversation.cancel(row.clientMsgId),
        };
        return outgoing;
      },
      retry(clientMsgId) {
        const row = store.getSnapshot().messages.find((message) => message.clientMsgId === clientMsgId);
        if (row) replace({ ...row, status: 'sent' });
        return row !== undefined;
      },
      cancel(clientMsgId) {
        patch({ messages: store.getSnapshot().messages.filter((message) => message.clientMsgId !== clientMsgId) });
        return true;
      },
      markRead(seq = store.getSnapshot().lastSeq) {
        marks.push({ conversationId: source.id, seq });
        patch({ readSeq: Math.max(store.getSnapshot().readSeq, seq), unread: 0 });
      },
      typing: () => undefined,
      receive(senderUid, text) {
        const { lastSeq, messages, unread } = store.getSnapshot();
        const message: Message = {
          key: `${source.id}/${lastSeq + 1}`,
          conversationId: source.id,
          seq: lastSeq + 1,
          senderUid,
          clientMsgId: `${source.id}-${lastSeq + 1}`,
          timeMs: Date.now(),
          content: { type: 'text', text },
          own: false,
          status: 'received',
        };
        patch({ lastSeq: lastSeq + 1, unread: unread + 1, lastMessage: message, messages: [...messages, message] });
        emit('message', { message, conversation, recovered: false });
      },
    };
    return conversation;
  }

  const conversationOf = (id: string): ReturnType<typeof createConversation> => {
    let conversation = held.get(id);
    if (!conversation) {
      conversation = createConversation({ id, title: '', members: [], messages: [], unread: 0 });
      held.set(id, conversation);
    }
    return conversation;
  };

  const client: FakeClient = {
    get state() {
      return connection.getSnapshot().state;
    },
    connection,
    presence: { ...presence, watch: () => () => undefined },
    uid,
    role: 'agent',
    locale: undefined,
    marks,
    outcome: 'delivered',
    emit,
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (event: never) => void));
      return () => set.delete(listener as (event: never) => void);
    },
    once: () => () => undefined,
    off: () => undefined,
    async connect() {
      client.setConnection({ state: 'online', code: 'synced', uid, role: 'agent' });
    },
    async close() {
      client.setConnection({ state: 'closed', code: 'closed' });
    },
    conversation: conversationOf,
    conversations: () => list,
    request: async () => ({}),
    openDirect: async (other) => conversationOf(other),
    serverNow: () => Date.now(),
    receive: (id, senderUid, text) => conversationOf(id).receive(senderUid, text),
    type: (id, typing) => conversationOf(id).patch({ typing }),
    setConnection(info) {
      const from = connection.getSnapshot().state;
      connection.set({ ...info, limits: LIMITS });
      emit('state', { from, to: info.state, code: info.code });
    },
    setPresence: (one) => presence.set(new Map(presence.getSnapshot()).set(one.uid, one)),
  };
  for (const source of conversations) held.set(source.id, createConversation(source));
  updateList();
  return client;
}
