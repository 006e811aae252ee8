/** Performs what the machine in `visit.ts` decides, reports to it what happens, and does what visitor and page ask for. */
import { batch, computed, effect, untracked } from '@preact/signals';
import type { Client, ClientOptions, Clock, DeviceOptions, Message, OutboxStorage } from '@skein/sdk';
import type { FrameEvent, ToFrame } from '../../bridge/messages';
import type { HostLink } from '../platform/host-link';
import { type Locks, watchLookedAt } from '../platform/looked-at';
import type { PageState } from '../platform/page-state';
import type { KeyValueStore } from '../platform/storage';
import { type Api, ApiError, passes, toProblem } from '../session/api';
import { watchIdentity } from '../session/one-identity';
import { createSessionKeeper } from '../session/session-keeper';
import { type Chat, openChat } from './chat';
import { fromAnswer, isActive } from './consultation';
import { createDraft } from './draft';
import { createLeftovers } from './leftovers';
import { createRetry } from './retry';
import type { State } from './state';
import { type Effects, newVisit, step, type Unsent, type VisitEvent } from './visit';

/** The page says at once where the visitor is, or never: a loader of an earlier version does not know the question. */
const CLUE_PATIENCE_MS = 300;
/** Somebody else is here by now; the next start is theirs. */
const isOvertaken = (error: unknown) => error instanceof ApiError && error.code === 'person_changed';
const SIGNED_IN_KEY = 'signed-in';

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
  const { site, state, api, store, page, clock } = options;
  let visit = newVisit();
  let host: HostLink | null = null;
  let chat: Chat | null = null;
  let clueArrived = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (name: FrameEvent, detail: string) => host?.send({ type: 'event', name, detail });

  const keeper = createSessionKeeper({
    site,
    api,
    store,
    locale: () => state.locale.value,
    onIdentityNeeded: () => tell('identity_needed', ''),
    onPersonChanged: () => happened('overtaken'),
  });
  const draft = createDraft(store, keeper.customer);
  const browser = watchIdentity(store, (customer) => happened('elsewhere', customer));
  const restart = createRetry(clock, () => happened('again'));
  const createClient = (uid: string, more: Pick<ClientOptions, 'getToken' | 'lifecycle' | 'locale' | 'mayConnect'>) =>
    options.createClient({ url: options.origin, device: options.device, storage: options.outbox, uid, ...more });
  const seen = computed(() => (page.visible.value ? (state.session.value?.uid ?? null) : null));
  const lookedAt = watchLookedAt(seen, options.locks, clock);
  const leftovers = createLeftovers(store, (uid) => {
    void createClient(uid, { getToken: () => '' }).close({ forget: true });
  });

  const clueNow = () => ({
    channel: options.device.terminal === 'h5' ? ('h5' as const) : ('web' as const),
    ...state.clue.value,
  });

  function happened(...event: VisitEvent): void {
    batch(() => {
      const [next, effects] = step(visit, event);
      visit = next;
      for (const [name, ...details] of effects) (perform[name] as (...details: unknown[]) => void)(...details);
      state.phase.value = visit.stage;
    });
  }

  /** Whatever goes wrong in there is a failure of this start. */
  function attempt(turn: number, run: () => Promise<void>): void {
    run().catch((error) => happened('failed', turn, toProblem(error)));
  }

  /** Words that nobody stored. What is on its way over a connection that stands will be stored. */
  function unsentWords(): string[] {
    const online = state.connection.value?.state === 'online';
    const isUnsent = ({ own, seq, status }: Message) => own && seq === 0 && !(online && status === 'sending');
    const unsent = state.conversation.value?.messages.filter(isUnsent) ?? [];
    return unsent.map(({ content }) => (content.type === 'text' ? content.text : ''));
  }

  function close(unsent: Unsent): void {
    const words = unsent === 'carried' ? unsentWords() : [];
    chat?.dispose(unsent !== 'kept');
    chat = null;
    draft.takeBack();
    if (unsent === 'carried') words.push(draft.read());
    if (unsent !== 'kept') draft.keep(words.filter((text) => text !== '').join('\n'));
  }

  const perform: Effects = {
    configure: (turn) =>
      attempt(turn, async () => {
        state.config.value ??= await api.config(site);
        happened('configured', turn, state.config.value.identityMode === 'verified_only');
      }),

    begin: (turn) =>
      attempt(turn, async () => {
        const session = await keeper.start();
        const clue = clueNow();
        const thread = await keeper.authorised((token) => api.thread(token, clue));
        happened('began', turn, { session, thread, clue });
      }),

    open(turn, { session, thread, clue }) {
      state.session.value = session;
      leftovers.expect(session.uid);
      const client = createClient(session.uid, {
        getToken: ({ reason }) =>
          keeper.token(reason !== 'initial').catch((error) => {
            // A no is a no: neither is it asked again, nor does somebody else come in its place.
            if (!passes(error) && !isOvertaken(error)) happened('failed', turn, toProblem(error));
            throw error;
          }),
        lifecycle: page.lifecycle,
        mayConnect: () => lookedAt.mayConnect(session.uid),
        locale: state.locale.value,
      });
      chat = openChat({
        client,
        thread,
        state,
        draft,
        clock,
        visible: page.visible,
        clueNow,
        clue,
        ask: (told) => keeper.authorised((token) => api.thread(token, told)),
        askWhere,
        tell,
      });
    },

    close,

    change(unsent, stays) {
      const { value: view } = state.view;
      close(unsent);
      restart.stop();
      state.reset();
      if (stays) state.view.value = view;
    },

    take(token, customer) {
      browser.announce(customer);
      keeper.identify(token);
      store.set(SIGNED_IN_KEY, '1');
    },

    leave: keeper.leave,

    wipe() {
      leftovers.wipe();
      keeper.forget();
      browser.announce('');
    },

    unname: () => store.delete(SIGNED_IN_KEY),
    again: (when) => restart[when](),

    timer(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => happened('late'), ms);
    },

    tell,
  };

  const identify = (token: string) => happened('identify', token, keeper.customerOf(token));

  function handleHost(message: ToFrame): void {
    batch(() => {
      switch (message.type) {
        case 'init':
          state.hosted.value = true;
          state.locale.value = message.locale;
          state.theme.value = message.theme;
          state.fullscreen.value = message.fullscreen;
          state.clue.value = message.clue;
          state.config.value = message.config ?? state.config.value;
          state.open.value = message.open;
          if (message.forget) happened('logout');
          if (message.identityToken !== null) identify(message.identityToken);
          else happened('unnamed', store.get(SIGNED_IN_KEY) !== null, keeper.known());
          break;
        case 'visibility':
          state.open.value = message.open;
          // Whoever is in the middle of something goes on there, not at the front door.
          if (message.open && (isActive(state.consultation.value) || state.unread.value.length > 0)) {
            state.view.value = 'chat';
          }
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
          happened('logout');
          break;
      }
    });
  }

  function look(hasNetwork: boolean): void {
    const now = [state.open.value, page.visible.value, hasNetwork] as const;
    untracked(() => happened('page', ...now));
  }
  effect(() => look(page.online.value));

  // Disabled while connected: the server has said no for good.
  effect(() => {
    const connection = state.connection.value;
    if (connection?.state !== 'closed' || connection.code !== 'forbidden') return;
    const problem = new ApiError('forbidden', 'forbidden', connection.error?.requestId ?? null);
    untracked(() => happened('failed', visit.turn, problem));
  });

  /** Where the visitor asks from: a page that moved on without being loaded anew is asked where it is. */
  async function askWhere(): Promise<void> {
    if (host === null) return;
    const answered = new Promise<void>((resolve) => {
      clueArrived = resolve;
      clock.setTimeout(resolve, CLUE_PATIENCE_MS);
    });
    host.send({ type: 'clue_wanted' });
    await answered;
  }

  /** Whatever the connection waits for, the reader does not want to wait. */
  function reconnect(): void {
    chat?.client.connect().catch(() => undefined);
    page.wake();
  }

  // One window of a browser is connected at a time: the one the reader turns to.
  page.onAttention(() => {
    const connection = state.connection.value;
    if (connection?.state === 'closed' && connection.code === 'replaced') reconnect();
    // Browsers are sometimes wrong about the network; a person who looks is not.
    look(true);
  });

  return {
    deviceName: options.device.name,
    serverNow: () => chat?.client.serverNow() ?? clock.now(),
    /** Null where the frame is the page. */
    host: () => host,
    attachHost(link: HostLink | null): void {
      host = link;
    },
    /** The first screen is drawn: the host can show the frame. */
    ready: () => host?.send({ type: 'ready' }),
    handleHost,
    /** Without a host page the frame is the page: open from the start, nobody to wait for. */
    startAlone(): void {
      state.open.value = true;
      happened('unnamed', false, false);
    },
    retry(): void {
      happened('retry');
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

    send: async (text: string) => chat?.send(text),
    resend: (clientMsgId: string) => void chat?.conversation.retry(clientMsgId),
    discard: (clientMsgId: string) => void chat?.conversation.cancel(clientMsgId),
    typing: (active: boolean) => chat?.conversation.typing(active),
    loadOlder: async () => chat?.loadOlder(),

    /**
     * Says the visitor's word on a consultation; the answer is how it stands now, unless there is another one, or another
     * person, by then. Rejects with an ApiError that the caller shows.
     */
    async conclude(consultationId: string, word: 'resolve' | 'rating', body: object): Promise<void> {
      const answer = await keeper.authorised((token) => api.conclude(token, consultationId, word, body));
      const held = state.consultation.value;
      if (held?.id === answer.id) state.consultation.value = fromAnswer(answer, held);
    },

    draft: draft.read,
    draftChanges: draft.changes,
    keepDraft: draft.keep,
  };
}
