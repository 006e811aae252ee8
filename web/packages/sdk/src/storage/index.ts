/** `@skein/sdk/storage`: an outbox that survives a reload, in IndexedDB. */
import type { OutboxRecord, OutboxStorage } from '../types';

const STORE = 'outbox';

export interface IndexedDbOptions {
  /** Name of the database, default `skein`. */
  name?: string;
  /** Default: the browser's. */
  indexedDB?: IDBFactory;
}

export function indexedDbStorage(options: IndexedDbOptions = {}): OutboxStorage {
  const { name = 'skein', indexedDB = globalThis.indexedDB } = options;
  let opened: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['scope', 'clientMsgId'] });
      request.onsuccess = () => {
        const database = request.result;
        // The browser closes it when the disk fails or its data is cleared; the next use opens it again.
        database.onclose = () => {
          opened = undefined;
        };
        // Another page that deletes or upgrades the database must not wait for this one.
        database.onversionchange = () => {
          database.close();
          opened = undefined;
        };
        resolve(database);
      };
      request.onerror = () => {
        opened = undefined;
        reject(request.error);
      };
    });
    return opened;
  }

  async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // A page that goes away takes along what it has not asked to be committed, so that is asked for at once.
      transaction.commit?.();
      // Done when written, not when asked.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  return {
    async list(scope) {
      const range = IDBKeyRange.bound([scope], [scope, []]);
      const rows = await run<(OutboxRecord & { scope: string })[]>('readonly', (store) => store.getAll(range));
      return rows.map(({ scope: _, ...record }) => record);
    },
    async put(scope, record) {
      await run('readwrite', (store) => store.put({ ...record, scope }));
    },
    async delete(scope, clientMsgId) {
      await run('readwrite', (store) => store.delete([scope, clientMsgId]));
    },
  };
}
