// Enter sends, but not while an input method is choosing a word.
import { expect, it } from 'vitest';
import { isSendKey, type KeyPress } from '../composer/send-key.ts';

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
};

it.each([
  ['a plain Enter', {}, true],
  ['Enter during composition', { isComposing: true }, false],
  ['Enter that the input method took (Safari says so by the key code only)', { keyCode: 229 }, false],
  ['Shift+Enter', { shiftKey: true }, false],
  ['Alt+Enter', { altKey: true }, false],
  ['Ctrl+Enter', { ctrlKey: true }, false],
  ['another key', { key: 'a', keyCode: 65 }, false],
] satisfies [string, Partial<KeyPress>, boolean][])('%s', (_name, change, sends) => {
  expect(isSendKey({ ...enter, ...change })).toBe(sends);
});
