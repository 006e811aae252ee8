/** One person's chat: ties their SDK client to the state, sends in order, and tells where they are, until it is disposed. */
import { effect, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Client, Clock, Conversation, ImError, Store } from '@skein/sdk';
import type { Clue } from '../../bridge/clue';
import type { FrameEvent } from '../../bridge/messages';
import { ApiError, passes, type Thread } from '../session/api';
import { createClueTeller } from './clue-teller';
import { fromAnswer, fromNotice, isActive } from './consultation';
import type { Draft } from './draft';
import { plainText } from './messages';
import { createRetry } from './retry';
import type { State } from './state';

const PAGE_SIZE = 30;
/** Pages that move about write several clues in a row. */
const CLUE_QUIET_MS = 800;

export interface Chat {
  client: Client;
  conversation: Conversation;
  /** Loads the newest messages; a failure is in the state, not thrown. */
  load(): Promise<void>;
  loadOlder(): Promise<void>;
  /** The words are in the outbox, or with the draft again, when it resolves. */
  send(text: string): Promise<void>;
  dispose(forget: boolean): void;
}

export interface ChatOptions {
  client: Client;
  thread: Thread;
  state: State;
  draft: Draft;
  clock: Clock;
  /** Somebody looks at the page. */
  visible: ReadonlySignal<boolean>;
  clueNow(): Clue;
  /** The one that the server knows already. */
  clue: Clue;
  /** Tells the server the clue, and asks how things stand. */
  ask(clue: Clue): Promise<Thread>;
  /** Settles when the page has said where the visitor is, or had its time to. */
  askWhere(): Promise<void>;
  tell(name: FrameEvent, detail: string): void;
}

/** Null when nothing failed: the chat went on elsewhere, or its person left. */
function toProblem({ code, kind, requestId }: ImError): ApiError | null {
  if (code === 'replaced' || code === 'closed') return null;
  const known = kind === 'network' || kind === 'limit' ? kind : kind === 'bug' ? 'server' : 'forbidden';
  return new ApiError(known, code, requestId ?? null);
}

function follow<T>(store: Store<T>, into: Signal<T | null>): () => void {
  const read = () => {
    into.value = store.getSnapshot();
  };
  read();
  return store.subscribe(read);
}

export function openChat(options: ChatOptions): Chat {
  const { client, thread, state, draft, tell } = options;
  const conversation = client.conversation(thread.conversationId);
  let isOver = false;
  /** Sends keep their order, whatever the first of them waits for. */
  let lane = Promise.resolve();
  const clues = createClueTeller(options.clock, options.clueNow, ask, options.clue);
  const reading = createRetry(options.clock, () => void readAgain());

  async function ask(clue: Clue): Promise<void> {
    const held = state.consultation.value;
    const { consultation } = await options.ask(clue);
    // What was pushed since the question left may be newer than its answer, and is never older.
    if (isOver || consultation === null || state.consultation.value !== held) return;
    state.consultation.value = fromAnswer(consultation, held);
  }

  /** Until it succeeds: after this, nothing but a push says that something changed. */
  async function readAgain(): Promise<void> {
    if (isOver) return;
    try {
      await clues.tellAgain();
      reading.stop();
    } catch (error) {
      if (passes(error)) reading.failed();
    }
  }

  async function load(): Promise<void> {
    state.loadProblem.value = null;
    await conversation.load({ limit: PAGE_SIZE }).catch((cause: ImError) => {
      state.loadProblem.value = toProblem(cause);
    });
  }

  state.consultation.value = thread.consultation && fromAnswer(thread.consultation, null);
  const undo = [
    follow(conversation, state.conversation),
    follow(client.connection, state.connection),
    client.on('notice', (notice) => {
      if (notice.kind !== 'consultation' || notice.conversationId !== conversation.id) return;
      const before = state.consultation.value;
      const now = fromNotice(notice, before);
      state.consultation.value = now;
      if (now !== null && (now.state !== before?.state || now.id !== before.id)) tell('consultation', now.state);
    }),
    client.on('message', ({ message, conversation: of, recovered }) => {
      if (of.id === conversation.id && !message.own && !recovered && message.content.type !== 'system') {
        tell('message', plainText(message).slice(0, 200));
      }
    }),
    // There is a connection, the first or another one: notices from before it went to nobody.
    client.on('synced', () => {
      void readAgain();
      if (!conversation.getSnapshot().loaded) void load();
    }),
    effect(() => watchAgent(client, state)),
    effect(() => {
      const { value: held } = state.conversation;
      const isRead = state.open.value && options.visible.value && state.view.value === 'chat' && state.atEnd.value;
      if (isRead && held !== null && held.lastSeq > held.readSeq) conversation.markRead();
    }),
    effect(() => {
      state.clue.value;
      if (!state.open.value) return undefined;
      const timer = setTimeout(() => void clues.tell().catch(() => undefined), CLUE_QUIET_MS);
      return () => clearTimeout(timer);
    }),
  ];
  client.connect().catch(() => undefined);
  void load();

  return {
    client,
    conversation,
    load,
    async loadOlder() {
      state.olderFailed.value = null;
      await conversation.load({ limit: PAGE_SIZE }).catch(() => {
        state.olderFailed.value = true;
      });
    },
    send(text) {
      const release = draft.hold(text);
      lane = lane.then(async () => {
        if (!isActive(state.consultation.value)) {
          await options.askWhere();
          await clues.toldOrLate();
        }
        // Somebody else is here now.
        if (isOver) return;
        // A failure shows as the state of the row, with ways to deal with it.
        conversation.send({ type: 'text', text }).sent.catch(() => undefined);
        release();
      });
      return lane;
    },
    dispose(forget) {
      isOver = true;
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
