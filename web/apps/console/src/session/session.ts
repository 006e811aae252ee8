/**
 * Who is signed in. The browser holds the sign-in as a cookie that no script reads; a tab holds a short token in memory,
 * and asks for another one when it opens and before it runs out. All tabs are signed in and out together.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError } from '../api/problem.ts';
import type { AgentStatus, Session } from '../api/types.ts';
import type { Tabs } from './tabs.ts';
import { lifeMs } from './token-life.ts';

const RENEW_AT = 0.8;
const RENEW_AT_LEAST_AFTER_MS = 15_000;
const RENEW_AT_MOST_AFTER_MS = 12 * 3_600_000;
const RETRY_AFTER_MS = 5_000;
const TOKENS_KNOWN = 8;

export interface SessionState {
  session: Session | null;
  /** Why there is no session any more; the sign-in page says it. */
  ended: 'expired' | 'signed-out' | null;
  /** `asking`: it is not known yet who is signed in. `unreachable`: nor can it be asked; it is tried again. */
  opening: 'asking' | 'unreachable' | null;
  /**
   * False for who has just signed in and is still set to be given customers, from the last time: that is asked first.
   * Until then there is no connection, and without one nobody is given any.
   */
  admitted: boolean;
}

export interface SessionKeeper {
  store: StoreApi<SessionState>;
  token(): string | null;
  /** Asks the server who is signed in with this browser, until it answers. */
  open(): void;
  /** Somebody has signed in; too late when somebody else is in by now. */
  begin(session: Session): void;
  end(reason: 'expired' | 'signed-out'): void;
  /** The question was answered; with the status that is kept. */
  admit(status: AgentStatus): void;
  /** One renewal at a time for each session; resolves to the new token. */
  renew(): Promise<string>;
  /** Another token of the same person after this one was refused; the one there is, if it is another one already. */
  renewAfter(refused: string): Promise<string>;
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;

export function createSessionKeeper(refresh: () => Promise<Session>, tabs: Tabs): SessionKeeper {
  const store = createStore<SessionState>(() => ({
    session: null,
    ended: null,
    opening: null,
    admitted: true,
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the present session: who signs in or out leaves it behind. */
  let renewing: Promise<string> | null = null;
  /** The tokens of the present person, newest last; a request of somebody who was here before is not done for them. */
  let own: readonly string[] = [];
  /** Counts the beginnings and ends: an answer to a question before one of them is not about what is now. */
  let turn = 0;

  function plan(session: Session): void {
    clearTimeout(timer);
    const delay = Math.min(RENEW_AT_MOST_AFTER_MS, Math.max(RENEW_AT_LEAST_AFTER_MS, lifeMs(session.token) * RENEW_AT));
    timer = setTimeout(renewQuietly, delay);
  }

  function renewQuietly(): void {
    const asked = turn;
    keeper.renew().catch((error: unknown) => {
      // Not the failure of the session there is now.
      if (turn !== asked) return;
      if (!isRefusal(error)) timer = setTimeout(renewQuietly, RETRY_AFTER_MS);
    });
  }

  function hold(session: Session): void {
    const before = store.getState().session?.me;
    const same = before?.user.uid === session.me.user.uid && before.app.id === session.me.app.id;
    own = [...(same ? own : []), session.token].slice(-TOKENS_KNOWN);
    renewing = null;
    turn += 1;
    store.setState({ session, ended: null, opening: null });
    plan(session);
  }

  function stop(ended: SessionState['ended']): void {
    own = [];
    renewing = null;
    turn += 1;
    clearTimeout(timer);
    store.setState({ session: null, ended, opening: null, admitted: true });
  }

  const keeper: SessionKeeper = {
    store,
    token: () => store.getState().session?.token ?? null,
    open() {
      const asked = turn;
      clearTimeout(timer);
      if (store.getState().opening === null) store.setState({ opening: 'asking' });
      refresh().then(
        (session) => {
          if (turn === asked) hold(session);
        },
        (error: unknown) => {
          if (turn !== asked) return;
          if (isRefusal(error)) return stop(store.getState().ended);
          store.setState({ opening: 'unreachable' });
          timer = setTimeout(keeper.open, RETRY_AFTER_MS);
        },
      );
    },
    begin(session) {
      if (store.getState().session) return;
      const status = session.me.agent?.status;
      store.setState({ admitted: status !== 'online' && status !== 'busy' });
      hold(session);
      tabs.tell({ kind: 'signed-in', uid: session.me.user.uid, appId: session.me.app.id });
    },
    end(reason) {
      const was = store.getState().session;
      stop(reason);
      if (was && reason === 'signed-out') tabs.tell({ kind: 'signed-out' });
    },
    admit(status) {
      const { session } = store.getState();
      if (!session?.me.agent) return;
      const me = { ...session.me, agent: { ...session.me.agent, status } };
      store.setState({ session: { ...session, me }, admitted: true });
    },
    renew() {
      if (renewing) return renewing;
      const running = refresh()
        .then((session) => {
          // Signed out while the answer was on its way, perhaps somebody else in: it changes nothing any more.
          if (renewing === running) hold(session);
          return session.token;
        })
        .catch((error: unknown) => {
          // The browser is signed in no longer, whatever this tab believed.
          if (renewing === running && error instanceof ApiError && error.status === 401) stop('expired');
          throw error;
        })
        .finally(() => {
          if (renewing === running) renewing = null;
        });
      renewing = running;
      return running;
    },
    renewAfter(refused) {
      const token = keeper.token();
      if (token === null || !own.includes(refused)) {
        return Promise.reject(new ApiError(401, 'unauthenticated', 'signed out', null, false, null));
      }
      return token === refused ? keeper.renew() : Promise.resolve(token);
    },
  };

  tabs.listen((news) => {
    const { session } = store.getState();
    if (news.kind === 'signed-out') {
      if (session || store.getState().opening) stop('signed-out');
    } else if (news.kind === 'signed-in') {
      if (!session) keeper.open();
      else if (session.me.user.uid !== news.uid || session.me.app.id !== news.appId) {
        // One browser, one person: what this tab holds is somebody else's by now.
        stop('signed-out');
        keeper.open();
      }
    }
  });
  return keeper;
}
