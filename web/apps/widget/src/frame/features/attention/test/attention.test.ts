/** What calls the visitor back, and what of it a tab says that has no connection. */
import { signal } from '@preact/signals';
import type { ConversationSnapshot } from '@skein/sdk';
import { beforeEach, expect, test } from 'vitest';
import type { ToHost } from '../../../../bridge/messages';
import { createState, type State } from '../../../model/state';
import { siteStore } from '../../../platform/storage';
import { ApiError } from '../../../session/api';
import { attention } from '../manifest';

let state: State;
let told: ToHost[];
beforeEach(() => {
  localStorage.clear();
  state = createState(signal(true));
  told = [];
  attention.run?.({ state, store: siteStore('demo'), host: () => ({ send: (message) => told.push(message) }) });
});

const unread = (count: number) => {
  state.conversation.value = {
    messages: [],
    readSeq: 0,
    unread: count,
    lastSeq: count,
  } as unknown as ConversationSnapshot;
};

test('the count is told once, and kept for tabs without a connection', () => {
  state.connection.value = { state: 'online', code: 'synced' } as NonNullable<State['connection']['value']>;
  told.length = 0;
  unread(2);
  unread(2);
  expect(told).toEqual([{ type: 'unread', count: 2 }]);
  expect(localStorage.getItem('skein:demo:unread')).toBe('2');
});

test('a refusal for good is no talk; a failure that passes says nothing', () => {
  told.length = 0;
  state.phase.value = { name: 'failed', problem: new ApiError('network', '', null) };
  expect(told).toEqual([]);
  state.phase.value = { name: 'failed', problem: new ApiError('forbidden', '', null) };
  expect(told).toEqual([{ type: 'talk', exists: false }]);
  unread(1);
  state.phase.value = { name: 'ready' };
  expect(told.at(-1)).toEqual({ type: 'talk', exists: true });
});
