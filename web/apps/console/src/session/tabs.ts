/** What the tabs of one browser tell each other: who signed in, that somebody signed out, and who is looked at. */

export type TabNews =
  | { kind: 'signed-in'; uid: string; appId: string }
  /** Somebody is about to sign out: what is held back can still be done. */
  | { kind: 'signing-out' }
  | { kind: 'signed-out' }
  /** This tab has the connection of the user now. */
  | { kind: 'connected'; uid: string }
  /** A hidden tab would like to connect. */
  | { kind: 'who-is-looked-at'; uid: string }
  | { kind: 'looked-at'; uid: string };

export interface Tabs {
  tell(news: TabNews): void;
  /** News of the other tabs. Returns what stops it. */
  listen(listener: (news: TabNews) => void): () => void;
}

const NAME = 'skein.console';
const KINDS: ReadonlySet<unknown> = new Set<TabNews['kind']>([
  'signed-in',
  'signing-out',
  'signed-out',
  'connected',
  'who-is-looked-at',
  'looked-at',
]);

function isNews(value: unknown): value is TabNews {
  return typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(value.kind);
}

/** Tabs that don't hear of each other: where a browser has no channel. */
export const aloneTab: Tabs = { tell: () => undefined, listen: () => () => undefined };

export function openTabs(): Tabs {
  if (typeof BroadcastChannel === 'undefined') return aloneTab;
  const channel = new BroadcastChannel(NAME);
  return {
    tell: (news) => channel.postMessage(news),
    listen(listener) {
      const onMessage = ({ data }: MessageEvent): void => {
        // Another version of this page may say what this one does not know.
        if (isNews(data)) listener(data);
      };
      channel.addEventListener('message', onMessage);
      return () => channel.removeEventListener('message', onMessage);
    },
  };
}
