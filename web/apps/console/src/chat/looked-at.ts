/**
 * An agent has one connection, and several windows of one browser: it goes to the one that is looked at. A window in the
 * background leaves it alone, and the one that is turned to takes it; two that stand side by side do not fight.
 */
import type { Client } from '@skein/sdk';
import { create } from 'zustand';
import type { Tabs } from '../session/tabs.ts';

/** Another window answers at once, or it is not there. */
const ANSWER_MS = 300;
/** How often a window in the background sees whether somebody still looks at another one. */
const LOOK_AGAIN_MS = 5_000;

/** The connection went to another window of this browser. */
export const useOtherWindow = create<{ has: boolean }>(() => ({ has: false }));

const isLookedAt = (): boolean => document.visibilityState === 'visible';

export interface LookedAt {
  /** Settles when no other window is looked at. */
  mayConnect: () => Promise<void> | undefined;
  /** Keeps the connection with the window that is looked at. Returns what stops it. */
  follow: (client: Client) => () => void;
}

export function watchLookedAt(tabs: Tabs, uid: string): LookedAt {
  function somebodyLooksElsewhere(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), ANSWER_MS);
      const stop = tabs.listen((news) => {
        if (news.kind === 'looked-at' && news.uid === uid) done(true);
      });
      function done(answer: boolean): void {
        clearTimeout(timer);
        stop();
        resolve(answer);
      }
      tabs.tell({ kind: 'who-is-looked-at', uid });
    });
  }

  async function untilNobody(): Promise<void> {
    while (!isLookedAt() && (await somebodyLooksElsewhere())) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** One look-out for all attempts, however often the network comes and goes. */
  let lookOut: Promise<void> | undefined;
  return {
    mayConnect() {
      if (isLookedAt()) return undefined;
      lookOut ??= untilNobody().finally(() => {
        lookOut = undefined;
      });
      return lookOut;
    },
    follow(client) {
      const turnedTo = (): void => {
        const { state, code } = client.connection.getSnapshot();
        if (!isLookedAt() || !useOtherWindow.getState().has || state !== 'closed' || code !== 'replaced') return;
        client.connect().catch(() => undefined);
      };
      const stops = [
        client.on('state', ({ to }) => {
          if (to !== 'online') return;
          useOtherWindow.setState({ has: false });
          tabs.tell({ kind: 'connected', uid });
        }),
        tabs.listen((news) => {
          if ('uid' in news && news.uid !== uid) return;
          if (news.kind === 'connected') useOtherWindow.setState({ has: true });
          else if (news.kind === 'who-is-looked-at' && isLookedAt()) tabs.tell({ kind: 'looked-at', uid });
        }),
      ];
      addEventListener('focus', turnedTo);
      document.addEventListener('visibilitychange', turnedTo);
      return () => {
        for (const stop of stops) stop();
        removeEventListener('focus', turnedTo);
        document.removeEventListener('visibilitychange', turnedTo);
        useOtherWindow.setState({ has: false });
      };
    },
  };
}
