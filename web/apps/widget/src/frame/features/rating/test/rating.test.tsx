/** Stars, tags and a remark. */
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import { click, find, screen, show, write } from '../../../../../test/screen';

const rated = vi.fn(async () => undefined);
beforeEach(async () => {
  rated.mockClear();
  await show('rating', { conclude: rated });
  await vi.waitFor(() => expect(find('rating')).not.toBeNull());
});
const star = (value: number) =>
  act(() => {
    const input = find<HTMLInputElement>(`star-${value}`);
    input.checked = true;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });

test('is a group of radio buttons with words', () => {
  const stars = [...screen.root.querySelectorAll<HTMLInputElement>('input[type=radio][name=score]')];
  expect(stars.map((input) => input.getAttribute('aria-label'))).toEqual([
    '1 star, Very poor',
    '2 stars, Poor',
    '3 stars, Okay',
    '4 stars, Good',
    '5 stars, Excellent',
  ]);
  expect(find<HTMLButtonElement>('rate-submit').disabled).toBe(true);
});

test('sends score, tags and remark once', async () => {
  await star(5);
  await click('tag-solved');
  await click('tag-friendly');
  await click('tag-friendly');
  write(' Thank you ', 'rating-comment');
  await click('rate-submit');
  expect(rated).toHaveBeenCalledExactlyOnceWith('c1', 'rating', { score: 5, tags: ['solved'], comment: 'Thank you' });
});

test('praise does not survive a change to one star', async () => {
  await star(5);
  await click('tag-solved');
  await star(1);
  expect(find('tag-solved')).toBeNull();
  await click('tag-unsolved');
  await click('rate-submit');
  expect(rated).toHaveBeenCalledWith('c1', 'rating', { score: 1, tags: ['unsolved'], comment: '' });
});

test('can be put off and taken up again', async () => {
  await click('rate-later');
  expect(find('rating')).toBeNull();
  await click('rate-open');
  expect(find('rating')).not.toBeNull();
});

test('a failure is said and can be tried again', async () => {
  rated.mockRejectedValueOnce(new Error('down'));
  await star(4);
  await click('rate-submit');
  await vi.waitFor(() => expect(find('rating').textContent).toContain('could not be sent'));
  await click('rate-submit');
  expect(rated).toHaveBeenCalledTimes(2);
});
