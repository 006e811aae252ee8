// What the browser tab says.
import { expect, it } from 'vitest';
import { titleWith } from '../attention/tab-badge.ts';

it('counts unread conversations in the title', () => {
  expect(titleWith(0, 'Skein')).toBe('Skein');
  expect(titleWith(3, 'Skein')).toBe('(3) Skein');
  expect(titleWith(150, 'Skein')).toBe('(99+) Skein');
});
