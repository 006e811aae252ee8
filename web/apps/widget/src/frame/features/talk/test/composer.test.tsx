/** Where the visitor writes. */
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { click, find, key, screen, show, write } from '../../../../../test/screen';

test('a text may be as long as the server says, and no longer', async () => {
  const send = vi.fn();
  await show('chat', { send });
  const { connection } = screen.state;
  await act(() => {
    if (connection.value !== null) {
      connection.value = { ...connection.value, limits: { ...connection.value.limits, maxTextChars: 5 } };
    }
  });
  await act(() => write('six ch'));
  expect(screen.root.textContent).toContain('1 character too many');
  await act(() => void key(find('composer'), 'Enter'));
  expect(send).not.toHaveBeenCalled();
  await act(() => write('five!'));
  await act(() => void key(find('composer'), 'Enter'));
  expect(send).toHaveBeenCalledWith('five!');
});

test('Enter sends the words and empties the box', async () => {
  const send = vi.fn(async () => undefined);
  await show('chat', { send });
  write('  Hello  ');
  const event = key(find('composer'), 'Enter');
  expect(event.defaultPrevented).toBe(true);
  expect(send).toHaveBeenCalledWith('Hello');
  expect(find<HTMLTextAreaElement>('composer').value).toBe('');
});

test('the Enter that picks a candidate of an input method sends nothing', async () => {
  const send = vi.fn(async () => undefined);
  await show('chat', { send });
  write('ni hao');
  key(find('composer'), 'Enter', { isComposing: true });
  key(find('composer'), 'Enter', { keyCode: 229 });
  expect(send).not.toHaveBeenCalled();
  expect(find<HTMLTextAreaElement>('composer').value).toBe('ni hao');
});

test('nothing and too much cannot be sent', async () => {
  await show('chat');
  expect(find<HTMLButtonElement>('send').disabled).toBe(true);
  write('   \n ');
  expect(find<HTMLButtonElement>('send').disabled).toBe(true);
  write('x'.repeat(4001));
  expect(find<HTMLButtonElement>('send').disabled).toBe(true);
  write('😀'.repeat(4000));
  expect(find<HTMLButtonElement>('send').disabled).toBe(false);
});

test('a draft is kept and typing is told', async () => {
  const keepDraft = vi.fn();
  const typing = vi.fn();
  await show('chat', { keepDraft, typing, draft: () => 'from yesterday' });
  expect(find<HTMLTextAreaElement>('composer').value).toBe('from yesterday');
  write('now');
  expect(keepDraft).toHaveBeenCalledWith('now');
  expect(typing).toHaveBeenCalledWith(true);
});

test('an emoji goes to where the cursor is', async () => {
  await show('chat');
  write('ab');
  find<HTMLTextAreaElement>('composer').setSelectionRange(1, 1);
  await click('emoji');
  await vi.waitFor(() => expect(find('emoji-grid')).not.toBeNull());
  act(() => find('emoji-grid').querySelector('button')?.click());
  expect(find<HTMLTextAreaElement>('composer').value).toBe('a😀b');
});
