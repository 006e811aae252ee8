/** What is said of the connection. */
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { click, find, screen, show } from '../../../../../test/screen';

test('counts down to the next try and lets nobody wait', async () => {
  vi.useFakeTimers();
  const reconnect = vi.fn();
  await show('reconnecting', { reconnect });
  await act(() => void vi.advanceTimersByTime(2_000));
  expect(find('connection-bar').textContent).toContain('Trying again in 8 s');
  await click('retry-now');
  expect(reconnect).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

test('a loss is announced once, without the running seconds', async () => {
  vi.useFakeTimers();
  await show('reconnecting');
  await act(() => void vi.advanceTimersByTime(2_000));
  const bar = find('connection-bar');
  expect(bar.closest('[role=status]')).not.toBeNull();
  const said = () =>
    [...bar.querySelectorAll('span')]
      .filter((part) => part.children.length === 0 && part.closest('[aria-hidden=true]') === null)
      .map((part) => part.textContent);
  expect(said()).toEqual(['Connection lost. Trying to reconnect.']);
  screen.nowMs += 3_000;
  await act(() => void vi.advanceTimersByTime(3_000));
  expect(bar.textContent).toContain('Trying again in 5 s');
  expect(said()).toEqual(['Connection lost. Trying to reconnect.']);
  vi.useRealTimers();
});

test('offline says that messages wait', async () => {
  await show('offline');
  expect(find('connection-bar').dataset.kind).toBe('offline');
  expect(find('connection-queued').textContent).toContain('1 message waits');
});

test('a replaced window offers to go on here', async () => {
  const reconnect = vi.fn();
  await show('replaced', { reconnect });
  await click('continue-here');
  expect(reconnect).toHaveBeenCalledTimes(1);
});
