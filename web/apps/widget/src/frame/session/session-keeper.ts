/** Who the visitor is: starts sessions, renews their tokens, and switches between the anonymous and the signed-in user. */
import { DEVICE_KEY } from '../platform/device';
import type { KeyValueStore } from '../platform/storage';
import { type Api, ApiError, type Session } from './api';

/** A token with less life than this is renewed before use. */
const RENEW_BEFORE_MS = 30_000;
/** How long a page may take to sign its customer in again before the visitor is asked to. */
const IDENTITY_WAIT_MS = 10_000;
const VISITOR_KEY = 'visitor';

export interface SessionKeeper {
  /** True when there is somebody to come back as: a visitor of an earlier page, or a customer the page vouches for. */
  known(): boolean;
  identified(): boolean;
  /** The uid of the customer the page vouches for; empty for an anonymous visitor. */
  customer(): string;
  /** The current session, or a new one. */
  start(): Promise<Session>;
  /** A token that is good now. `rejected` says that the server did not take the last one. */
  token(rejected?: boolean): Promise<string>;
  /** Runs a call with a token, once more with a new one when the server did not take the first. */
  authorised<T>(call: (token: string) => Promise<T>): Promise<T>;
  /** False when it is the same customer as before; the newer token then serves the next renewal. */
  identify(identityToken: string): boolean;
  /** Wipes everything about the visitor but the device. */
  forget(): void;
}

/** The `sub` of a token: only to see whether it is about the same customer, the server checks the rest. */
function subjectOf(token: string | null): string | null {
  try {
    const payload = (token ?? '').split('.')[1] ?? '';
    const { sub } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

interface KeeperOptions {
  site: string;
  api: Api;
  store: KeyValueStore;
  locale: () => string;
  /** Asks the page for a fresh identity token. */
  onIdentityNeeded: () => void;
  /** A renewal brought somebody else: the server no longer knows the visitor. The next start is theirs. */
  onPersonChanged: () => void;
  now?: () => number;
}

export function createSessionKeeper(options: KeeperOptions): SessionKeeper {
  const { site, api, store, locale, onIdentityNeeded, onPersonChanged, now = Date.now } = options;
  let identityToken: string | null = null;
  let session: Session | null = null;
  let underway: Promise<Session> | null = null;
  /** Grows with every change of person; an answer that belongs to the person before is dropped. */
  let person = 0;
  let identityArrived: (() => void) | null = null;

  async function asAnonymous(): Promise<Session> {
    const visitorToken = store.get(VISITOR_KEY);
    if (visitorToken === null) return api.session(site, { locale: locale() });
    try {
      return await api.session(site, { visitorToken, locale: locale() });
    } catch (error) {
      // The server no longer knows this visitor (a new secret, a wiped demo): come as a new one.
      if (!(error instanceof ApiError) || !['unauthenticated', 'not_found', 'forbidden'].includes(error.kind))
        throw error;
      store.delete(VISITOR_KEY);
      return api.session(site, { locale: locale() });
    }
  }

  /** An identity token may be good for one use only; the page is asked for another one when it is refused. */
  async function asIdentified(current: string): Promise<Session> {
    try {
      return await api.session(site, { identityToken: current, locale: locale() });
    } catch (error) {
      const renewable = session !== null && error instanceof ApiError && error.kind === 'unauthenticated';
      if (!renewable) throw error;
    }
    const fresh = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), IDENTITY_WAIT_MS);
      identityArrived = () => {
        clearTimeout(timer);
        resolve(true);
      };
      onIdentityNeeded();
    });
    identityArrived = null;
    if (!fresh || identityToken === null) throw new ApiError('unauthenticated', 'identity_needed', null);
    return api.session(site, { identityToken, locale: locale() });
  }

  function renew(): Promise<Session> {
    if (underway !== null) return underway;
    const asked = person;
    const attempt = (async () => {
      const made = await (identityToken === null ? asAnonymous() : asIdentified(identityToken));
      if (asked !== person) throw new ApiError('conflict', 'person_changed', null);
      if (!made.verified && made.visitorToken !== null) store.set(VISITOR_KEY, made.visitorToken);
      const before = session;
      session = made;
      if (before === null || before.uid === made.uid) return made;
      // Nothing that was begun for the one may go on as the other.
      person += 1;
      underway = null;
      onPersonChanged();
      throw new ApiError('server', 'person_changed', null);
    })().finally(() => {
      if (underway === attempt) underway = null;
    });
    underway = attempt;
    return attempt;
  }

  function changePerson(): void {
    person += 1;
    session = null;
    underway = null;
  }

  const fresh = (held: Session) => held.expiresAtMs - now() > RENEW_BEFORE_MS;

  const keeper: SessionKeeper = {
    known: () => identityToken !== null || store.get(VISITOR_KEY) !== null,
    identified: () => identityToken !== null,
    customer: () => subjectOf(identityToken) ?? '',
    start: async () => (session !== null && fresh(session) ? session : renew()),
    async token(rejected = false) {
      return session !== null && fresh(session) && !rejected ? session.token : (await renew()).token;
    },
    async authorised(call) {
      try {
        return await call(await keeper.token());
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== 'unauthenticated') throw error;
        return call(await keeper.token(true));
      }
    },
    identify(token) {
      const subject = subjectOf(token);
      const same = token === identityToken || (subject !== null && subject === subjectOf(identityToken));
      identityToken = token;
      identityArrived?.();
      if (!same) changePerson();
      return !same;
    },
    forget() {
      identityToken = null;
      changePerson();
      store.clear([DEVICE_KEY]);
    },
  };
  return keeper;
}
