// Where customers come from, and which of their links may be followed.
import { expect, it } from 'vitest';
import { safeLink } from '../channel.ts';

it('links to web pages only', () => {
  expect(safeLink('https://shop.test/a')).toBe('https://shop.test/a');
  expect(safeLink('javascript:alert(1)')).toBeNull();
  expect(safeLink('data:text/html,x')).toBeNull();
  expect(safeLink('/relative')).toBeNull();
});
