/** What keys mean in the whole frame, also while an input method is at work. */

import { expect, test, vi } from 'vitest';
import { closesOnKey, sendsOnKey } from '../src/frame/kit/keys';
import { click, find, key, show } from '../test/screen';

test.each([
  ['Enter', {}, true],
  ['Enter', { shiftKey: true }, false],
  ['Enter', { isComposing: true }, false],
  ['Enter', { keyCode: 229 }, false],
  ['a', {}, false],
])('%s %o sends: %s', (name, more, sends) => {
  expect(sendsOnKey({ key: name, shiftKey: false, isComposing: false, keyCode: 13, ...more })).toBe(sends);
});

test.each([
  ['Escape', {}, true],
  ['Escape', { defaultPrevented: true }, false],
  ['Escape', { isComposing: true }, false],
  ['Escape', { keyCode: 229 }, false],
  ['Enter', {}, false],
])('%s %o closes: %s', (name, more, closes) => {
  expect(closesOnKey({ key: name, defaultPrevented: false, isComposing: false, keyCode: 27, ...more })).toBe(closes);
});

test('Escape closes the panel, but a menu first closes itself', async () => {
  const close = vi.fn();
  await show('chat', { close });
  await click('menu');
  const item = find('menu-end');
  expect(document.activeElement).toBe(item);
  key(item, 'Escape');
  expect(find('menu-end')).toBeNull();
  expect(document.activeElement).toBe(find('menu'));
  expect(close).not.toHaveBeenCalled();
  key(find('composer'), 'Escape', { keyCode: 229 });
  expect(close).not.toHaveBeenCalled();
  key(find('composer'), 'Escape');
  expect(close).toHaveBeenCalledTimes(1);
});
