/** A larger window. */
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { click, find, screen, show } from '../../../../../test/screen';

test('the page is asked for more room and gets it back', async () => {
  const send = vi.fn();
  await show('chat', { host: () => ({ send }) });
  await click('menu');
  expect(find('menu-size').textContent).toBe('Larger window');
  await click('menu-size');
  expect(send).toHaveBeenLastCalledWith({ type: 'resize', width: 520, height: 760 });
  await click('menu');
  expect(find('menu-size').textContent).toBe('Smaller window');
  await click('menu-size');
  expect(send).toHaveBeenLastCalledWith({ type: 'resize', width: 380, height: 640 });
});

test('where the frame fills the screen, or is the page, there is nothing to choose', async () => {
  await show('chat');
  for (const alone of [screen.state.fullscreen, screen.state.hosted]) {
    await act(() => {
      alone.value = !alone.value;
    });
    await click('menu');
    expect(find('menu-end')).not.toBeNull();
    expect(find('menu-size')).toBeNull();
    await click('menu');
    await act(() => {
      alone.value = !alone.value;
    });
  }
});
