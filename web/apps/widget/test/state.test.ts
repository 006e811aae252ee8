/** What belongs to a person is gone with them, whatever it is. */
// @vitest-environment node
import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createState } from '../src/frame/model/state';

test('the next person finds what nobody has seen', () => {
  const state = createState(signal(true));
  const names = [
    'session',
    'consultation',
    'conversation',
    'connection',
    'agentOnline',
    'loadProblem',
    'olderFailed',
  ] as const;
  const putOff = state.personal<string>('of a feature');
  const all = [...names.map((name) => state[name]), putOff] as { value: unknown }[];
  for (const held of all) held.value = true;
  state.view.value = 'chat';
  state.locale.value = 'zh-CN';
  state.reset();
  expect(all.map((held) => held.value)).toEqual(all.map(() => null));
  expect(state.personal('of a feature')).toBe(putOff);
  expect(state.view.value).toBe('home');
  expect(state.locale.value, 'but the page stays as it is').toBe('zh-CN');
});
