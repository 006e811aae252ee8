/** Outbox storage that lives as long as the page: the default, and the model for other storages. */
import type { OutboxRecord, OutboxStorage } from '../types';

export function memoryStorage(): OutboxStorage {
  const scopes = new Map<string, Map<string, OutboxRecord>>();
  return {
    async list(scope) {
      return [...(scopes.get(scope)?.values() ?? [])];
    },
    async put(scope, record) {
      const records = scopes.get(scope) ?? new Map();
      scopes.set(scope, records.set(record.clientMsgId, record));
    },
    async delete(scope, clientMsgId) {
      scopes.get(scope)?.delete(clientMsgId);
    },
  };
}
