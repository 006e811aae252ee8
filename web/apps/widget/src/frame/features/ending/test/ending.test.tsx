/** Ending a consultation. */
import { expect, test, vi } from 'vitest';
import { click, find, show } from '../../../../../test/screen';

test('ending the chat asks first', async () => {
  const conclude = vi.fn(async () => undefined);
  await show('chat', { conclude });
  await click('menu');
  await click('menu-end');
  // The dialog is fetched when somebody wants it.
  await vi.waitFor(() => expect(find('end-confirm')).not.toBeNull());
  expect(conclude).not.toHaveBeenCalled();
  await click('end-confirm');
  expect(conclude).toHaveBeenCalledWith('c1', 'resolve', {});
});
