/** What stands in the way of a talk. */
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { click, find, screen, show } from '../../../../../test/screen';

test('a problem has a way on and an id', async () => {
  const retry = vi.fn();
  await show('home-failed', { retry });
  expect(find('problem').textContent).toContain('01JC8T6Q4M');
  await click('retry');
  expect(retry).toHaveBeenCalledTimes(1);
});

test.each(['home', 'chat'] as const)(
  '%s says that the messages could not be loaded, and has a way on',
  async (view) => {
    const retry = vi.fn();
    await show('load-failed', { retry });
    await act(() => {
      screen.state.view.value = view;
    });
    expect(find('problem').textContent).toContain('Something went wrong on our side.');
    await click('retry');
    expect(retry).toHaveBeenCalledTimes(1);
    await act(() => {
      screen.state.loadProblem.value = null;
    });
    expect(find('problem')).toBeNull();
  },
);

test('what has been refused for good offers no other try', async () => {
  await show('home-refused');
  expect(find('problem').textContent).toContain('The chat is not available');
  expect(find('retry')).toBeNull();
});

test.each([
  [false, 'The chat is open to signed-in customers.'],
  [true, 'Your sign-in has ended.'],
])('who has to sign in is told why: expired %s', async (expired, words) => {
  await show('home-sign-in');
  await act(() => {
    screen.state.phase.value = { name: 'sign_in', expired };
  });
  expect(find('sign-in').textContent).toContain(words);
  expect(find('retry')).toBeNull();
});
