/** What was said. */
import type { Message } from '@skein/sdk';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NOW } from '../../../../../dev/scenes';
import { click, find, received, screen, show, updateConversation } from '../../../../../test/screen';
import { isEmojiOnly } from '../log/rich-text';

test('words of the system come in the language of the reader', async () => {
  await show('rated');
  const events = [...screen.root.querySelectorAll('.event')].map((row) => row.textContent);
  expect(events).toEqual(['Fang Wang is here to help you', 'You ended this chat', 'Thank you for your rating']);
});

test.each([
  ['right', 0],
  ['40 seconds ahead', -40_000],
  ['3 days ahead', -3 * 86_400_000],
  ['3 days behind', 3 * 86_400_000],
])('what was said today is of today, the clock of the visitor being %s', async (_, offMs) => {
  screen.nowMs = NOW - offMs;
  screen.behindMs = offMs;
  await show('empty');
  await updateConversation({ lastSeq: 1, messages: [{ ...received(1, 'Good morning'), timeMs: NOW }] });
  expect(screen.root.querySelector('.day')?.textContent).toBe('Today');
});

test('nobody types into a chat that has ended', async () => {
  await show('rated');
  await updateConversation({ typing: ['wang-fang'] });
  expect(screen.root.querySelector('[data-testid=typing]')).toBeNull();
});

test('what the visitor says is shown as typed, and what the desk says with its marks', async () => {
  await show('chat');
  const text = '**size** 2*3*4';
  const custom = { type: 'custom', customType: 'order', json: '{}', fallback: text } as const;
  const own = (seq: number): Message => ({ ...received(seq, text), senderUid: 'me', own: true, status: 'sent' });
  await updateConversation({ lastSeq: 3, messages: [own(1), { ...own(2), content: custom }, received(3, text)] });
  const bubbles = [...screen.root.querySelectorAll('[data-testid=message] .bubble')];
  expect(bubbles.map((bubble) => bubble.textContent)).toEqual([text, text, 'size 2*3*4']);
  expect(bubbles.map((bubble) => bubble.querySelectorAll('strong').length)).toEqual([0, 0, 1]);
});

test('a place is shown by its name, its address and a link that no server of maps hears of', async () => {
  await show('chat');
  const content = {
    type: 'location',
    latitudeE6: 33_200_000,
    longitudeE6: -500_000,
    name: '九寨沟',
    address: 'Sichuan',
  } as const;
  await updateConversation({ lastSeq: 1, messages: [{ ...received(1, ''), content }] });
  const bubble = screen.root.querySelector('[data-testid=message] .bubble');
  expect(bubble?.textContent).toBe('九寨沟Sichuan');
  expect(bubble?.querySelector('a')?.getAttribute('href')).toBe('geo:33.2,-0.5');
});

test('an unsent message can be sent again or thrown away', async () => {
  const resend = vi.fn();
  const discard = vi.fn();
  await show('statuses', { resend, discard });
  const id = screen.state.conversation.value?.messages.at(-1)?.clientMsgId;
  await click('resend');
  await click('discard');
  expect(resend).toHaveBeenCalledWith(id);
  expect(discard).toHaveBeenCalledWith(id);
});

test('links are safe and markup stays text', async () => {
  await show('empty');
  const text = '<img src=x onerror=alert(1)> [a](https://example.com) [b](javascript:alert(1))';
  await updateConversation({ lastSeq: 1, messages: [received(1, text)] });
  const bubble = find('message');
  expect(bubble.querySelector('img')).toBeNull();
  expect(bubble.textContent).toContain('<img src=x onerror=alert(1)>');
  const links = [...bubble.querySelectorAll('a')];
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://example.com']);
  expect(links[0]?.rel).toBe('noopener noreferrer nofollow ugc');
});

test('a row stays the same element while the other side begins and ends to type', async () => {
  await show('chat');
  const before = [...find('log').children];
  for (const typing of [[], ['wang-fang']]) await updateConversation({ typing });
  expect(before.every((row) => row.isConnected)).toBe(true);
});

describe('with the reader further up', () => {
  const upTo = (seq: number) => Array.from({ length: seq }, (_, index) => received(index + 1, `line ${index + 1}`));
  const shown = () => screen.root.querySelectorAll('[data-testid=message]');
  beforeEach(async () => {
    await show('empty');
    await updateConversation({ lastSeq: 200, messages: upTo(200) });
    expect(shown()).toHaveLength(120);
    await act(() => {
      screen.state.atEnd.value = false;
    });
  });

  test('new messages push no row out above', async () => {
    const top = shown()[0];
    for (const seq of [201, 202, 205]) await updateConversation({ lastSeq: seq, messages: upTo(seq) });
    expect(shown()[0]).toBe(top);
    expect(shown()).toHaveLength(125);
    await act(() => {
      screen.state.atEnd.value = true;
    });
    expect(shown()).toHaveLength(120);
  });

  test('all messages are counted that came at once, but not the words of the system', async () => {
    const system: Message = {
      ...received(206, ''),
      senderUid: '',
      content: {
        type: 'system',
        event: 'consultation_rated',
        actorUid: '',
        actorName: '',
        subjectUid: '',
        subjectName: '',
        reason: '',
        consultationId: 'c1',
      },
    };
    expect(find('to-end').getAttribute('aria-label')).toBe('To the newest message');
    await updateConversation({ lastSeq: 206, messages: [...upTo(205), system] });
    expect(find('to-end').getAttribute('aria-label')).toBe('5 new messages');
  });
});

test('is a polite live region', async () => {
  await show('chat');
  expect(find('log').getAttribute('role')).toBe('log');
  expect(find('log').getAttribute('aria-live')).toBe('polite');
});

test('a few emoji alone are shown large', () => {
  expect(isEmojiOnly('👍')).toBe(true);
  expect(isEmojiOnly('🎉 👨‍👩‍👧')).toBe(true);
  expect(isEmojiOnly('👍 ok')).toBe(false);
  expect(isEmojiOnly('123')).toBe(false);
});
