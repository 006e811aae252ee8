/** Who the visitor is: starts sessions, renews their tokens, and switches between the anonymous and the signed-in user. */
import { DEVICE_KEY } from '../platform/device';
import type { KeyValueStore } from '../platform/storage';
import { type Api, ApiError, type Session } from './api';

/** A token with less life than this is renewed before use, a short one after half of it. */
const RENEW_BEFORE_MS = 30_000;
/** How long a page may take to sign its customer in again before the visitor is asked to. */
const IDENTITY_WAIT_MS = 10_000;
const VISITOR_KEY = 'visitor';

export interface SessionKeeper {
  /** True when there is somebody to come back as: a visitor of an earlier page, or a customer the page vouches for. */
  known(): boolean;
  /** The uid of the customer the page vouches for; empty for an anonymous visitor. */
  customer(): string;
  /** The customer whom a token is about, empty when it does not say. */
  customerOf(identityToken: string): string;
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
  /** Somebody else is here, as another tab says, which has written down or wiped what is to be. */
  leave(): void;
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

const isUnknown = (error: unknown): error is ApiError => error instanceof ApiError && error.kind === 'unauthenticated';

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
  let arrivedAtMs = 0;
  let underway: Promise<Session> | null = null;
  /** Grows with every change of person; an answer that belongs to the person before is dropped. */
  let person = 0;
  let identityArrived: (() => void) | null = null;

  const open = (who: object) => api.session(site, { ...who, locale: locale() });

  async function asAnonymous(): Promise<Session> {
    const visitorToken = store.get(VISITOR_KEY);
    if (visitorToken === null) return open({});
    try {
      return await open({ visitorToken });
    } catch (error) {
      // The server no longer knows this visitor (a new secret, a wiped demo): come as a new one. Who is known and not
      // allowed stays who they are.
      if (!isUnknown(error)) throw error;
      store.delete(VISITOR_KEY);
      return open({});
    }
  }

  /** With the anonymous visitor of before, if there is one: what they said goes along. */
  async function openIdentified(token: string): Promise<Session> {
    const visitorToken = store.get(VISITOR_KEY);
    const made = await open({ identityToken: token, ...(visitorToken !== null && { visitorToken }) });
    if (visitorToken !== null && store.get(VISITOR_KEY) === visitorToken) store.delete(VISITOR_KEY);
    return made;
  }

  /** A token may have run out, or been used, before the chat began: the page is asked for another one, once. */
  async function asIdentified(current: string): Promise<Session> {
    try {
      return await openIdentified(current);
    } catch (error) {
      if (!isUnknown(error)) throw error;
      if (error.reason !== null) console.warn(`skein: the identity token is not taken: ${error.reason}`);
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
    if (!fresh || identityToken === null || identityToken === current)
      throw new ApiError('unauthenticated', 'identity_needed', null);
    return openIdentified(identityToken);
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
      arrivedAtMs = now();
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

  /** Measured from its arrival. A clock that was set back says nothing about it. */
  function fresh({ lifeMs }: Session): boolean {
    const heldMs = now() - arrivedAtMs;
    return heldMs >= 0 && heldMs < lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 2);
  }

  const keeper: SessionKeeper = {
    known: () => identityToken !== null || store.get(VISITOR_KEY) !== null,
    customer: () => subjectOf(identityToken) ?? '',
    customerOf: (token) => subjectOf(token) ?? '',
    start: async () => (session !== null && fresh(session) ? session : renew()),
    async token(rejected = false) {
      return session !== null && fresh(session) && !rejected ? session.token : (await renew()).token;
    },
    async authorised(call) {
      try {
        return await call(await keeper.token());
      } catch (error) {
        if (!isUnknown(error)) throw error;
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
      keeper.leave();
      store.clear([DEVICE_KEY]);
    },
    leave() {
      identityToken = null;
      identityArrived?.();
      changePerson();
    },
  };
  return keeper;
}
