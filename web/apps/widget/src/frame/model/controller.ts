/** What can be done: the visitor's actions, the host page's commands, and the life of the session behind them. */
import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { Client, ClientOptions, Clock, DeviceOptions, Message, OutboxStorage } from '@skein/sdk';
import type { Clue } from '../../bridge/clue';
import type { ToFrame } from '../../bridge/messages';
import type { HostLink } from '../host-link';
import { type Locks, watchLookedAt } from '../platform/looked-at';
import type { PageState } from '../platform/page-state';
import type { KeyValueStore } from '../platform/storage';
import { type Api, ApiError, type Consultation, type ProblemKind, type Rating, type Session } from '../session/api';
import { watchIdentity } from '../session/one-identity';
import { createSessionKeeper } from '../session/session-keeper';
import { type ChatLink, linkChat, PAGE_SIZE } from './chat-link';
import { type ClueTeller, createClueTeller } from './clue-teller';
import { fromAnswer, isActive } from './consultation';
import { createDraft } from './draft';
import { createLeftovers } from './leftovers';
import { createRetry } from './retry';
import { plainText } from './rows';
import type { State } from './state';
import { reportUnread } from './unread-report';

/** Pages that move about write several clues in a row. */
const CLUE_QUIET_MS = 800;
/** A page whose customer was signed in before gets this long to say who it is now. */
const IDENTITY_PATIENCE_MS = 1_500;
/** A page that is asked for the customer of another tab may not know yet; what it says within this is about before. */
const SAME_CUSTOMER_MS = 10_000;
/** The page says at once where the visitor is, or never: a loader of an earlier version does not know the question. */
const CLUE_PATIENCE_MS = 300;
/** Problems that pass without anybody doing something about them. */
const PASSING: ReadonlySet<ProblemKind> = new Set(['network', 'server', 'limit']);
const passes = (error: unknown) => error instanceof ApiError && PASSING.has(error.kind);
/** Somebody else is here by now; the next start is theirs. */
const isOvertaken = (error: unknown) => error instanceof ApiError && error.code === 'person_changed';
const SIGNED_IN_KEY = 'signed-in';
const LARGER = { width: 520, height: 760 };
const NORMAL = { width: 380, height: 640 };

export interface ControllerOptions {
  site: string;
  origin: string;
  state: State;
  api: Api;
  store: KeyValueStore;
  page: PageState;
  device: DeviceOptions;
  outbox: OutboxStorage;
  clock: Clock;
  locks: Locks | undefined;
  createClient: (options: ClientOptions) => Client;
}

export type Controller = ReturnType<typeof createController>;

export function createController(options: ControllerOptions) {
  const { site, state, api, store, page } = options;
  /** It is known who looks, as far as it can be; nothing is asked of the server before. */
  const settled = signal(false);
  /** There is somebody to connect even while the panel is closed. */
  const returning = signal(false);
  /** A hidden tab must not take the connection from the one that is looked at. */
  const wanted = computed(() => settled.value && page.visible.value && (state.open.value || returning.value));
  let host: HostLink | null = null;
  let chat: ChatLink | null = null;
  let clues: ClueTeller | null = null;
  /** Sends keep their order, whatever the first of them waits for. */
  let lane = Promise.resolve();
  /** Grows with every start and every change of person; a start that is not the newest is dropped. */
  let turn = 0;
  let underway = 0;
  let clueArrived = () => {};
  /** Signed in in another tab: nobody else is taken from the page before this is over. */
  let expected: string | null = null;
  const restart = createRetry(options.clock, () => {
    if (wanted.peek()) void start(true);
  });

  const keeper = createSessionKeeper({
    site,
    api,
    store,
    locale: () => state.locale.value,
    onIdentityNeeded: () => host?.send({ type: 'event', name: 'identity_needed', detail: '' }),
    onPersonChanged() {
      // A start that meets this has failed, and is made again with a pause.
      if (chat !== null) batch(leaveVisitor);
    },
  });

  const draft = createDraft(store, keeper.customer);
  const browser = watchIdentity(store, followOther);
  const createClient = (uid: string, more: Pick<ClientOptions, 'getToken' | 'lifecycle' | 'locale' | 'mayConnect'>) =>
    options.createClient({ url: options.origin, device: options.device, storage: options.outbox, uid, ...more });
  const seen = computed(() => (page.visible.value ? (state.session.value?.uid ?? null) : null));
  const lookedAt = watchLookedAt(seen, options.locks, options.clock);
  const leftovers = createLeftovers(store, (uid) => {
    void createClient(uid, { getToken: () => '' }).close({ forget: true });
  });

  const clueNow = () => ({
    channel: options.device.terminal === 'h5' ? ('h5' as const) : ('web' as const),
    ...state.clue.value,
  });

  function fail(error: unknown): void {
    const problem = error instanceof ApiError ? error : new ApiError('server', String(error), null);
    const expired = problem.kind === 'unauthenticated' && keeper.identified();
    const before = state.phase.peek();
    state.phase.value = expired ? { name: 'sign_in', expired } : { name: 'failed', problem };
    if (passes(problem)) restart.failed();
    if (before.name === 'failed' && before.problem.code === problem.code) return;
    host?.send({ type: 'event', name: 'error', detail: problem.code || problem.kind });
  }

  /** A quiet start leaves the problem on the screen until it is solved. */
  async function start(quiet = false): Promise<void> {
    turn += 1;
    const own = turn;
    underway = own;
    if (!quiet) state.phase.value = { name: 'starting' };
    try {
      state.config.value ??= await api.config(site);
      if (own !== turn) return;
      if (state.config.value.identityMode === 'verified_only' && !keeper.identified()) {
        state.phase.value = { name: 'sign_in', expired: false };
        return;
      }
      const session = await keeper.start();
      const clue = clueNow();
      const thread = await keeper.authorised((token) => api.thread(token, clue));
      if (own !== turn) return;
      restart.stop();
      batch(() => {
        state.session.value = session;
        state.consultation.value = thread.consultation === null ? null : fromAnswer(thread.consultation, null);
        openChat(session, thread.conversationId, clue);
        state.phase.value = { name: 'ready' };
      });
    } catch (error) {
      if (own === turn) fail(error);
    } finally {
      if (underway === own) underway = 0;
    }
  }

  function openChat(session: Session, conversationId: string, toldClue: Clue): void {
    // One is left when its session could not be renewed.
    chat?.dispose(false);
    leftovers.expect(session.uid);
    const client = createClient(session.uid, {
      getToken: async ({ reason }) => {
        try {
          return await keeper.token(reason !== 'initial');
        } catch (error) {
          // A no is a no: neither is it asked again, nor does somebody else come in its place.
          if (chat === link && !passes(error) && !isOvertaken(error)) stop(error);
          throw error;
        }
      },
      lifecycle: page.lifecycle,
      mayConnect: () => lookedAt.mayConnect(session.uid),
      locale: state.locale.value,
    });
    const link = linkChat(client, conversationId, state, {
      onConsultation: (detail) => host?.send({ type: 'event', name: 'consultation', detail }),
      onMessage: (message) => host?.send({ type: 'event', name: 'message', detail: plainText(message).slice(0, 200) }),
      onSynced: () => void readAgain(),
    });
    const tell = async (clue: Clue) => {
      const held = state.consultation.value;
      const { consultation } = await keeper.authorised((token) => api.thread(token, clue));
      // What was pushed since the question left may be newer than its answer, and is never older.
      if (chat !== link || consultation === null || state.consultation.value !== held) return;
      state.consultation.value = fromAnswer(consultation, held);
    };
    const teller = createClueTeller(options.clock, clueNow, tell, toldClue);
    const reading = createRetry(options.clock, () => void readAgain());
    /** Until it succeeds: after this, nothing but a push says that something changed. */
    async function readAgain(): Promise<void> {
      if (chat !== link) return;
      try {
        await teller.tellAgain();
        reading.stop();
      } catch (error) {
        if (passes(error)) reading.failed();
      }
    }
    chat = link;
    clues = teller;
    lane = Promise.resolve();
  }

  /** The chat can't go on; what waits to be sent stays for when it can. */
  function stop(error: unknown): void {
    chat?.dispose(false);
    chat = clues = null;
    draft.takeBack();
    fail(error);
  }

  function changePerson(forget: boolean): void {
    chat?.dispose(forget);
    chat = clues = null;
    draft.takeBack();
    turn += 1;
    restart.stop();
    state.reset();
  }

  /** Nobody will send for this visitor any more. Words that nobody stored go back into the box, for who comes next. */
  function leaveVisitor(): void {
    const online = state.connection.value?.state === 'online';
    // What is on its way over a connection that stands will be stored.
    const isUnsent = ({ own, seq, status }: Message) => own && seq === 0 && !(online && status === 'sending');
    const unsent = state.conversation.value?.messages.filter(isUnsent) ?? [];
    const words = unsent.map(({ content }) => (content.type === 'text' ? content.text : ''));
    changePerson(true);
    draft.keep([...words, draft.read()].filter((text) => text !== '').join('\n'));
  }

  /** Another tab of this browser says who is here now. */
  function followOther(customer: string): void {
    if (customer === keeper.customer() && customer !== '') return;
    batch(() => {
      keeper.leave();
      changePerson(customer === '');
      if (customer === '') {
        draft.keep('');
        returning.value = false;
        return;
      }
      // The page of this tab may know, too; if not, it has to be loaded anew.
      state.phase.value = { name: 'sign_in', expired: true };
      expected = customer;
      options.clock.setTimeout(() => {
        expected = null;
      }, SAME_CUSTOMER_MS);
      host?.send({ type: 'event', name: 'identity_needed', detail: '' });
    });
  }

  function identify(identityToken: string): void {
    const customer = keeper.customerOf(identityToken);
    if (expected !== null && customer !== expected) return;
    expected = null;
    browser.announce(customer);
    const changed = keeper.identify(identityToken);
    store.set(SIGNED_IN_KEY, '1');
    const waiting = state.phase.value.name === 'sign_in' || state.phase.value.name === 'failed';
    const { value: view } = state.view;
    // The same person as before, who has said now who they are: the talk goes along, and stays in view.
    if (changed && !state.session.value?.verified) {
      leaveVisitor();
      state.view.value = view;
    } else if (changed || waiting) changePerson(false);
    batch(() => {
      returning.value = true;
      settled.value = true;
    });
  }

  function logout(): void {
    batch(() => {
      leftovers.wipe();
      keeper.forget();
      browser.announce('');
      returning.value = false;
      changePerson(true);
    });
  }

  function handleHost(message: ToFrame): void {
    switch (message.type) {
      case 'init':
        batch(() => {
          state.hosted.value = true;
          state.locale.value = message.locale;
          state.theme.value = message.theme;
          state.fullscreen.value = message.fullscreen;
          state.clue.value = message.clue;
          state.config.value = message.config ?? state.config.value;
          state.open.value = message.open;
          if (message.forget) logout();
          if (message.identityToken !== null) identify(message.identityToken);
          else settle();
        });
        break;
      case 'visibility':
        batch(() => {
          state.open.value = message.open;
          // Whoever is in the middle of something goes on there, not at the front door.
          if (message.open && (isActive(state.consultation.value) || state.unread.value.length > 0)) {
            state.view.value = 'chat';
          }
        });
        break;
      case 'layout':
        state.fullscreen.value = message.fullscreen;
        break;
      case 'clue':
        state.clue.value = message.clue;
        clueArrived();
        break;
      case 'identify':
        identify(message.identityToken);
        break;
      case 'logout':
        logout();
        break;
    }
  }

  /** Nobody was named. A page that named somebody the last time may be about to. */
  function settle(): void {
    const finish = () => {
      if (settled.value) return;
      store.delete(SIGNED_IN_KEY);
      batch(() => {
        returning.value = keeper.known();
        settled.value = true;
      });
    };
    if (store.get(SIGNED_IN_KEY) === null) finish();
    else setTimeout(finish, IDENTITY_PATIENCE_MS);
  }

  effect(() => {
    if (wanted.value && state.phase.value.name === 'idle') void untracked(start);
  });

  function hurry(): void {
    const phase = state.phase.peek();
    if (underway === 0 && phase.name === 'failed' && passes(phase.problem)) restart.hurry();
  }

  // Whoever opens the panel, or has the network back, does not want to wait.
  effect(() => {
    state.open.value;
    if (wanted.value && page.online.value) untracked(hurry);
  });

  reportUnread(state, store, () => host);

  /** The next page of this browser looks for answers where there is a talk, and only there. */
  effect(() => {
    const phase = state.phase.value;
    const exists = state.consultation.value !== null || (state.conversation.value?.lastSeq ?? 0) > 0;
    if (phase.name === 'ready') host?.send({ type: 'talk', exists });
    else if (phase.name === 'failed' && !passes(phase.problem)) host?.send({ type: 'talk', exists: false });
  });

  // Disabled while connected: the server has said no for good.
  effect(() => {
    const connection = state.connection.value;
    if (connection?.state !== 'closed' || connection.code !== 'forbidden') return;
    untracked(() => stop(new ApiError('forbidden', 'forbidden', connection.error?.requestId ?? null)));
  });

  /** Where the visitor asks from: a page that moved on without being loaded anew is asked where it is. */
  async function askWhere(): Promise<void> {
    if (host === null) return;
    const answered = new Promise<void>((resolve) => {
      clueArrived = resolve;
      options.clock.setTimeout(resolve, CLUE_PATIENCE_MS);
    });
    host.send({ type: 'clue_wanted' });
    await answered;
  }

  effect(() => {
    const { value: held } = state.conversation;
    const reading = state.open.value && page.visible.value && state.view.value === 'chat' && state.atEnd.value;
    if (reading && held !== null && held.lastSeq > held.readSeq) chat?.conversation.markRead();
  });

  effect(() => {
    state.clue.value;
    if (state.phase.value.name !== 'ready' || !state.open.value) return undefined;
    const timer = setTimeout(() => void clues?.tell().catch(() => undefined), CLUE_QUIET_MS);
    return () => clearTimeout(timer);
  });

  /** The last word on this consultation; by now there may be another one, or another person. */
  function conclude(answer: Consultation): void {
    const held = state.consultation.value;
    if (held?.id === answer.id) state.consultation.value = fromAnswer(answer, held);
  }

  const replaced = () => state.connection.value?.state === 'closed' && state.connection.value.code === 'replaced';

  /** Whatever the connection waits for, the reader does not want to wait. */
  function reconnect(): void {
    chat?.client.connect().catch(() => undefined);
    page.wake();
  }

  // One window of a browser is connected at a time: the one the reader turns to.
  page.onAttention(() => {
    if (replaced()) reconnect();
    hurry();
  });

  return {
    deviceName: options.device.name,
    serverNow: () => chat?.client.serverNow() ?? options.clock.now(),
    attachHost(link: HostLink | null): void {
      host = link;
    },
    /** The first screen is drawn: the host can show the frame. */
    ready: () => host?.send({ type: 'ready' }),
    handleHost,
    /** Without a host page the frame is the page: open from the start, nobody to wait for. */
    startAlone(): void {
      state.open.value = true;
      settled.value = true;
    },
    retry(): void {
      if (state.phase.value.name === 'failed') {
        restart.stop();
        return void start();
      }
      chat?.client.connect().catch(() => undefined);
      void chat?.load();
    },
    reconnect,
    close: () => host?.send({ type: 'close' }),
    showChat(): void {
      state.view.value = 'chat';
    },
    showHome(): void {
      state.view.value = 'home';
    },
    toggleSize(): void {
      state.enlarged.value = !state.enlarged.value;
      host?.send({ type: 'resize', ...(state.enlarged.value ? LARGER : NORMAL) });
    },

    /** The words are in the outbox, or with the draft again, when it resolves. */
    send(text: string): Promise<void> {
      const into = chat;
      if (into === null) return lane;
      const release = draft.hold(text);
      lane = lane.then(async () => {
        if (!isActive(state.consultation.value)) {
          await askWhere();
          await clues?.toldOrLate();
        }
        // Somebody else is here now.
        if (chat !== into) return;
        // A failure shows as the state of the row, with ways to deal with it.
        into.conversation.send({ type: 'text', text }).sent.catch(() => undefined);
        release();
      });
      return lane;
    },
    resend: (clientMsgId: string) => void chat?.conversation.retry(clientMsgId),
    discard: (clientMsgId: string) => void chat?.conversation.cancel(clientMsgId),
    typing: (active: boolean) => chat?.conversation.typing(active),
    async loadOlder(): Promise<void> {
      state.olderFailed.value = false;
      await chat?.conversation.load({ limit: PAGE_SIZE }).catch(() => {
        state.olderFailed.value = true;
      });
    },

    /** Rejects with an ApiError that the caller shows. */
    async resolve(consultationId: string): Promise<void> {
      conclude(await keeper.authorised((token) => api.resolve(token, consultationId)));
    },
    async rate(consultationId: string, rating: Rating): Promise<void> {
      conclude(await keeper.authorised((token) => api.rate(token, consultationId, rating)));
    },

    draft: draft.read,
    draftChanges: draft.changes,
    keepDraft: draft.keep,
  };
}
