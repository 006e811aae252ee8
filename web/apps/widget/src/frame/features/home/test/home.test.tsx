/** The front door. */
import { expect, test } from 'vitest';
import { click, find, show } from '../../../../../test/screen';

test('shows who waits on the other side and what was said last', async () => {
  await show('home-back');
  expect(find('home').textContent).toContain('Continue with Fang Wang');
  expect(find('home').textContent).toContain('There are 6 places left');
  await click('start-chat');
  expect(find('chat-title').textContent).toBe('Fang Wang');
});
