/** Who is signed in: the token in memory and for this tab only, renewed before it runs out. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError } from '../api/problem.ts';
import type { Session } from '../api/types.ts';

export const SESSION_KEY = 'skein.console.session';
const RENEW_AT = 0.8;
const RENEW_AT_LEAST_AFTER_MS = 30_000;
const RENEW_AT_MOST_AFTER_MS = 12 * 3_600_000;
const RETRY_AFTER_MS = 15_000;

export interface SessionState {
  session: Session | null;
  /** Why there is no session any more; the sign-in page says it. */
  ended: 'expired' | 'signed-out' | null;
}

export interface SessionKeeper {
  store: StoreApi<SessionState>;
  token(): string | null;
  /** Somebody has signed in; too late when somebody else is in by now. */
  begin(session: Session): void;
  end(reason: 'expired' | 'signed-out'): void;
  /** One renewal at a time for each session; resolves to the new token. */
  renew(): Promise<string>;
}

function restore(storage: Storage): Session | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(SESSION_KEY) ?? 'null');
    return value && typeof value === 'object' && 'token' in value && 'me' in value ? (value as Session) : null;
  } catch {
    return null;
  }
}

export function createSessionKeeper(storage: Storage, refresh: () => Promise<Session>): SessionKeeper {
  const store = createStore<SessionState>(() => ({ session: restore(storage), ended: null }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the present session: who signs in or out leaves it behind. */
  let renewing: Promise<string> | null = null;

  // The delay is bounded both ways: the expiry is the server's time, and this machine's clock may be wrong.
  function plan(session: Session): void {
    clearTimeout(timer);
    const left = (session.expiresAtMs - Date.now()) * RENEW_AT;
    const delay = Math.min(RENEW_AT_MOST_AFTER_MS, Math.max(RENEW_AT_LEAST_AFTER_MS, left));
    timer = setTimeout(renewQuietly, delay);
  }

  function renewQuietly(): void {
    const token = keeper.token();
    keeper.renew().catch((error: unknown) => {
      // Not the failure of the session there is now.
      if (keeper.token() !== token) return;
      if (error instanceof ApiError && error.status === 401) keeper.end('expired');
      else timer = setTimeout(renewQuietly, RETRY_AFTER_MS);
    });
  }

  function hold(session: Session): void {
    renewing = null;
    storage.setItem(SESSION_KEY, JSON.stringify(session));
    store.setState({ session, ended: null });
    plan(session);
  }

  const keeper: SessionKeeper = {
    store,
    token: () => store.getState().session?.token ?? null,
    begin(session) {
      if (!store.getState().session) hold(session);
    },
    end(reason) {
      renewing = null;
      clearTimeout(timer);
      storage.removeItem(SESSION_KEY);
      store.setState({ session: null, ended: reason });
    },
    renew() {
      if (renewing) return renewing;
      const own = refresh()
        .then((session) => {
          // Signed out while the answer was on its way, perhaps somebody else in: it changes nothing any more.
          if (renewing === own) hold(session);
          return session.token;
        })
        .finally(() => {
          if (renewing === own) renewing = null;
        });
      renewing = own;
      return own;
    },
  };

  const restored = store.getState().session;
  if (restored) plan(restored);
  return keeper;
}
