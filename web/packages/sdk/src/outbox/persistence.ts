/** Keeps the outbox in storage, in order and without ever standing in the way of sending. One tab takes over leftovers. */

import type { ImError } from '../errors';
import { toImError } from '../errors';
import type { OutboxRecord, OutboxStorage } from '../types';

export interface Persistence {
  /** The user is known: what waited in memory is written, and leftovers of earlier pages are handed to `onLeftover`. */
  start(scope: string, unsent: OutboxRecord[]): void;
  /** Looks for leftovers again: another tab may have been closed meanwhile. */
  adopt(): void;
  put(record: OutboxRecord): void;
  delete(clientMsgId: string): void;
  /** Drops everything of this user. */
  forget(): Promise<void>;
  stop(): void;
}

/** Among the records of pages whose clocks differ. */
const writtenAtMs = ({ createdAtMs, serverOffsetMs = 0 }: OutboxRecord) => createdAtMs + serverOffsetMs;

export function createPersistence(
  storage: OutboxStorage,
  locks: Pick<LockManager, 'request'> | undefined,
  onLeftover: (record: OutboxRecord) => void,
  onError: (error: ImError) => void,
): Persistence {
  let scope: string | undefined;
  /** Only the tab that holds the lock takes over what it did not write itself. */
  let leader = false;
  let release = () => {};
  let started = false;

  /** At once, not behind what is under way: the page may be about to end. */
  async function run(work: (scope: string) => Promise<unknown>): Promise<void> {
    if (scope === undefined) return;
    try {
      await work(scope);
    } catch (cause) {
      onError(toImError(cause, 'storage_failed', 'limit'));
    }
  }

  function adopt(): void {
    if (!leader) return;
    void run(async (own) => {
      const records = await storage.list(own);
      if (own !== scope || !leader) return;
      records.sort((a, b) => writtenAtMs(a) - writtenAtMs(b)).forEach(onLeftover);
    });
  }

  function lead(): Promise<void> {
    leader = true;
    adopt();
    return new Promise((resolve) => {
      release = () => {
        leader = false;
        resolve();
      };
    });
  }

  function stop(): void {
    started = false;
    release();
    release = () => {};
  }

  return {
    start(next, unsent) {
      if (started && next === scope) return;
      stop();
      started = true;
      scope = next;
      for (const record of unsent) void run((own) => storage.put(own, record));
      if (!locks) {
        void lead();
        return;
      }
      const abort = new AbortController();
      release = () => abort.abort();
      locks.request(`skein-outbox:${next}`, { signal: abort.signal }, lead).catch(() => {});
    },
    adopt,
    put: (record) => void run((own) => storage.put(own, record)),
    delete: (clientMsgId) => void run((own) => storage.delete(own, clientMsgId)),
    async forget() {
      await run(async (own) => {
        const records = await storage.list(own);
        await Promise.all(records.map(({ clientMsgId }) => storage.delete(own, clientMsgId)));
      });
    },
    stop,
  };
}
