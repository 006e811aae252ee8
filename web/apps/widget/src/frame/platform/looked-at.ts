/** Which page of this browser its reader looks at: it holds a lock, and a hidden page leaves the connection to it. */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Clock } from '@skein/sdk';

/** How often a hidden page sees whether somebody still looks at another one. */
const LOOK_AGAIN_MS = 5_000;

export type Locks = Pick<LockManager, 'request'>;

export interface LookedAt {
  /** Settles when no other page is looked at, or this one is. */
  mayConnect(uid: string): Promise<void> | undefined;
}

/** `seen` is the user whose chat this page shows to its reader. Where there are no locks, nobody yields. */
export function watchLookedAt(seen: ReadonlySignal<string | null>, locks: Locks | undefined, clock: Clock): LookedAt {
  const nameOf = (uid: string) => `skein-looked-at:${uid}`;

  effect(() => {
    if (seen.value === null) return undefined;
    let turnAway = () => {};
    const turnedAway = new Promise<void>((resolve) => {
      turnAway = resolve;
    });
    locks?.request(nameOf(seen.value), { mode: 'shared' }, () => turnedAway).catch(() => undefined);
    return () => turnAway();
  });

  /** Not by waiting for the lock: whoever waits for it alone keeps the next visible page from sharing it. */
  const isFree = (uid: string) =>
    locks?.request(nameOf(uid), { ifAvailable: true }, (lock) => lock !== null).catch(() => true);

  /** One look-out for all attempts, however often the network comes and goes. */
  const lookOuts = new Map<string, Promise<void>>();

  async function untilFree(uid: string): Promise<void> {
    while (seen.peek() !== uid && (await isFree(uid)) === false) {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  return {
    mayConnect(uid) {
      if (seen.peek() === uid) return undefined;
      let lookOut = lookOuts.get(uid);
      if (!lookOut) {
        lookOut = untilFree(uid).finally(() => lookOuts.delete(uid));
        lookOuts.set(uid, lookOut);
      }
      return lookOut;
    },
  };
}
