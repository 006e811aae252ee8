/** Where unsent messages wait: IndexedDB, or memory in a frame whose storage is blocked. */
import { memoryStorage, type OutboxStorage } from '@skein/sdk';
import { indexedDbStorage } from '@skein/sdk/storage';

export async function openOutbox(): Promise<OutboxStorage> {
  try {
    const storage = indexedDbStorage();
    // Some browsers refuse on access, others only when the database is opened.
    await storage.list('');
    return storage;
  } catch {
    return memoryStorage();
  }
}
