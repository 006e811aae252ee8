/** Presence of the users that anybody here wants to see: one watch list for the server, one map for the screens. */
import { createStore } from './emitter';
import { type ImError, toImError } from './errors';
import type * as wire from './generated/frame';
import type { Logger, Presence, PresenceStore } from './types';
import { toPresence } from './wire';

const MAX_WATCHED = 200;

export interface PresenceHost {
  logger: Logger | undefined;
  isOnline(): boolean;
  call(frame: wire.Frame): Promise<wire.Frame>;
  onPresence(presence: Presence): void;
  onError(error: ImError): void;
}

export interface PresenceCore extends PresenceStore {
  apply(presence: wire.Presence): void;
  /** A new connection knows nothing of the watch list. */
  onOnline(): void;
}

export function createPresence(host: PresenceHost): PresenceCore {
  const watches = new Map<string, number>();
  let known: ReadonlyMap<string, Presence> = new Map();
  let scheduled = false;
  const store = createStore(() => known, host.logger);

  function apply(frame: wire.Presence): void {
    const presence = toPresence(frame);
    if (!watches.has(presence.uid)) return;
    known = new Map(known).set(presence.uid, presence);
    store.changed();
    host.onPresence(presence);
  }

  function announce(): void {
    if (scheduled) return;
    scheduled = true;
    // Screens add and drop many watches in one turn.
    void Promise.resolve().then(async () => {
      scheduled = false;
      // What was known of the others grows old unnoticed.
      known = new Map([...known].filter(([uid]) => watches.has(uid)));
      store.changed();
      if (!host.isOnline()) return;
      // Read whenever it is sent: an older list that is asked again must not come after a newer one.
      const watchPresence = {
        get uids() {
          return [...watches.keys()].slice(0, MAX_WATCHED);
        },
      };
      try {
        const { presenceList } = await host.call({ watchPresence });
        presenceList?.presences?.forEach(apply);
      } catch (cause) {
        host.onError(toImError(cause));
      }
    });
  }

  function count(uids: readonly string[], change: 1 | -1): void {
    let news = false;
    for (const uid of uids) {
      const before = watches.get(uid) ?? 0;
      if (before + change > 0) watches.set(uid, before + change);
      else watches.delete(uid);
      news ||= before === 0 || before + change === 0;
    }
    if (news) announce();
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    apply,
    onOnline() {
      if (watches.size) announce();
    },
    watch(uids) {
      const own = [...new Set(uids)];
      let ended = false;
      count(own, 1);
      return () => {
        if (!ended) count(own, -1);
        ended = true;
      };
    },
  };
}
