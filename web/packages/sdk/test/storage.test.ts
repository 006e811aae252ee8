/** IndexedDB as it behaves on long days: the browser may close the database at any time. */
import 'fake-indexeddb/auto';
import { forceCloseDatabase, indexedDB } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { indexedDbStorage } from '../src/storage';

test('a database that the browser closed is opened again', async () => {
  const opened: IDBDatabase[] = [];
  const watched = {
    open(name: string, version: number) {
      const request = indexedDB.open(name, version);
      request.addEventListener('success', () => opened.push(request.result));
      return request;
    },
  } as IDBFactory;
  const storage = indexedDbStorage({ name: 'closed-by-browser', indexedDB: watched });
  const record = {
    clientMsgId: 'one',
    conversationId: 'talk',
    content: { type: 'text', text: 'x' },
    createdAtMs: 1,
  } as const;
  await storage.put('ann', record);
  forceCloseDatabase(opened[0] as never);
  await storage.put('ann', { ...record, clientMsgId: 'two' });
  expect((await storage.list('ann')).map(({ clientMsgId }) => clientMsgId)).toEqual(['one', 'two']);
  expect(opened).toHaveLength(2);
});
