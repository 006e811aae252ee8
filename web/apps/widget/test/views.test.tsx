/** What a visitor sees and can do by keyboard: composer, queue, rating, log, connection. */
import { signal } from '@preact/signals';
import type { ConversationSnapshot, Message } from '@skein/sdk';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { idleController } from '../dev/idle-controller';
import { NOW, scenes } from '../dev/scenes';
import type { Controller } from '../src/frame/model/controller';
import { createState, type State } from '../src/frame/model/state';
import { App } from '../src/frame/view/app';
import { WidgetProvider } from '../src/frame/view/context';
import { closesOnKey, sendsOnKey } from '../src/frame/view/keys';
import { isEmojiOnly } from '../src/frame/view/rich-text';
import { loadTexts } from '../src/i18n/locale';

let root: HTMLElement;
let state: State;
let controller: Controller;
let nowMs: number;
/** The visitor's clock is as far behind the server's. */
let behindMs: number;
const online = signal(true);

beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
  online.value = true;
  nowMs = NOW;
  behindMs = 0;
});
afterEach(() => {
  render(null, root);
  root.remove();
});

async function show(scene: keyof typeof scenes, actions: Partial<Controller> = {}): Promise<void> {
  state = createState(online);
  state.hosted.value = true;
  state.open.value = true;
  state.locale.value = 'en';
  scenes[scene]?.(state, 'en', online);
  controller = { ...idleController(state), ...actions };
  const t = await loadTexts('en');
  await act(() =>
    render(
      <WidgetProvider value={{ state, controller, t, now: () => nowMs, serverNow: () => nowMs + behindMs }}>
        <App />
      </WidgetProvider>,
      root,
    ),
  );
}

/** Something about the conversation changed, as a push would change it. */
async function updateConversation(more: Partial<ConversationSnapshot>): Promise<void> {
  const held = state.conversation.value;
  if (held === null) throw new Error('the scene has a conversation');
  await act(() => {
    state.conversation.value = { ...held, ...more };
  });
}

function received(seq: number, text: string): Message {
  return {
    key: `#${seq}`,
    conversationId: 't1',
    seq,
    senderUid: 'wang-fang',
    clientMsgId: '',
    timeMs: NOW,
    own: false,
    status: 'received',
    content: { type: 'text', text },
  };
}

const find = <T extends HTMLElement = HTMLElement>(id: string) => root.querySelector<T>(`[data-testid="${id}"]`) as T;
const click = (id: string) => act(() => find(id).click());
function key(target: HTMLElement, name: string, more: KeyboardEventInit & { keyCode?: number } = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more });
  if (more.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: more.keyCode });
  if (more.isComposing) Object.defineProperty(event, 'isComposing', { value: true });
  act(() => void target.dispatchEvent(event));
  return event;
}
function write(text: string, id = 'composer'): void {
  const box = find<HTMLTextAreaElement>(id);
  box.value = text;
  act(() => void box.dispatchEvent(new Event('input', { bubbles: true })));
}

describe('composer', () => {
  test('a text may be as long as the server says, and no longer', async () => {
    const send = vi.fn();
    await show('chat', { send });
    const { connection } = state;
    await act(() => {
      if (connection.value !== null) {
        connection.value = { ...connection.value, limits: { ...connection.value.limits, maxTextChars: 5 } };
      }
    });
    await act(() => write('six ch'));
    expect(root.textContent).toContain('1 character too many');
    await act(() => void key(find('composer'), 'Enter'));
    expect(send).not.toHaveBeenCalled();
    await act(() => write('five!'));
    await act(() => void key(find('composer'), 'Enter'));
    expect(send).toHaveBeenCalledWith('five!');
  });

  test.each([
    ['Enter', {}, true],
    ['Enter', { shiftKey: true }, false],
    ['Enter', { isComposing: true }, false],
    ['Enter', { keyCode: 229 }, false],
    ['a', {}, false],
  ])('%s %o sends: %s', (name, more, sends) => {
    expect(sendsOnKey({ key: name, shiftKey: false, isComposing: false, keyCode: 13, ...more })).toBe(sends);
  });

  test.each([
    ['Escape', {}, true],
    ['Escape', { defaultPrevented: true }, false],
    ['Escape', { isComposing: true }, false],
    ['Escape', { keyCode: 229 }, false],
    ['Enter', {}, false],
  ])('%s %o closes: %s', (name, more, closes) => {
    expect(closesOnKey({ key: name, defaultPrevented: false, isComposing: false, keyCode: 27, ...more })).toBe(closes);
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
});

describe('queue', () => {
  test('says how many are ahead and for how long', async () => {
    await show('queue');
    expect(find('queue-position').textContent).toBe('3');
    expect(find('queue-card').textContent).toContain('2 people ahead of you');
    expect(find('queue-card').textContent).toContain('About 3 minutes');
    expect(find('message-status').textContent).toContain('waiting for an agent');
  });

  test('says that somebody else will come when the agent had to leave', async () => {
    await show('queue-again');
    expect(find('queue-position').textContent).toBe('1');
    expect(find('queue-again').textContent).toContain('Your agent had to leave');
    expect(find('chat-state').textContent).toBe('In the queue');
    await show('queue');
    expect(find('queue-again')).toBeNull();
  });

  test('says that nobody is there and what happens then, instead of a place and a ring', async () => {
    await show('queue');
    const held = state.consultation.value;
    if (held === null) throw new Error('the scene has a consultation');
    await act(() => {
      state.consultation.value = { ...held, queuePosition: 1, waitEstimateS: 0, agentsOnline: false };
    });
    const words = find('queue-card').textContent;
    expect(words).toContain('Nobody is here right now');
    expect(words).toContain('Your question is kept');
    expect(words).not.toContain('You are next');
    expect(find('queue-card').querySelector('.ring')).toBeNull();
    await act(() => {
      state.consultation.value = { ...held, queuePosition: 1, waitEstimateS: 0, agentsOnline: true };
    });
    expect(find('queue-card').textContent).toContain('You are next');
  });

  test('moves with the notices, and the ring only ever fills', async () => {
    await show('queue');
    const filled = () => -Number(find('queue-card').querySelector('.arc')?.getAttribute('stroke-dashoffset'));
    const before = filled();
    const held = state.consultation.value;
    if (held === null) throw new Error('the scene has a consultation');
    await act(() => {
      state.consultation.value = { ...held, queuePosition: 1, waitEstimateS: 0 };
    });
    expect(find('queue-card').textContent).toContain('You are next');
    expect(find('queue-card').textContent).not.toContain('minute');
    expect(filled()).toBeGreaterThan(before);
    await act(() => {
      state.consultation.value = { ...held, state: 'assigned' };
    });
    expect(find('queue-card')).toBeNull();
  });
});

describe('rating', () => {
  const rated = vi.fn(async () => undefined);
  beforeEach(async () => {
    rated.mockClear();
    await show('rating', { rate: rated });
    await vi.waitFor(() => expect(find('rating')).not.toBeNull());
  });
  const star = (value: number) =>
    act(() => {
      const input = find<HTMLInputElement>(`star-${value}`);
      input.checked = true;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });

  test('is a group of radio buttons with words', () => {
    const stars = [...root.querySelectorAll<HTMLInputElement>('input[type=radio][name=score]')];
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
    expect(rated).toHaveBeenCalledExactlyOnceWith('c1', { score: 5, tags: ['solved'], comment: 'Thank you' });
  });

  test('praise does not survive a change to one star', async () => {
    await star(5);
    await click('tag-solved');
    await star(1);
    expect(find('tag-solved')).toBeNull();
    await click('tag-unsolved');
    await click('rate-submit');
    expect(rated).toHaveBeenCalledWith('c1', { score: 1, tags: ['unsolved'], comment: '' });
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
});

describe('log', () => {
  test('words of the system come in the language of the reader', async () => {
    await show('rated');
    const events = [...root.querySelectorAll('.event')].map((row) => row.textContent);
    expect(events).toEqual(['Fang Wang is here to help you', 'You ended this chat', 'Thank you for your rating']);
  });

  test.each([
    ['right', 0],
    ['40 seconds ahead', -40_000],
    ['3 days ahead', -3 * 86_400_000],
    ['3 days behind', 3 * 86_400_000],
  ])('what was said today is of today, the clock of the visitor being %s', async (_, offMs) => {
    nowMs = NOW - offMs;
    behindMs = offMs;
    await show('empty');
    await updateConversation({ lastSeq: 1, messages: [{ ...received(1, 'Good morning'), timeMs: NOW }] });
    expect(root.querySelector('.day')?.textContent).toBe('Today');
  });

  test('nobody types into a chat that has ended', async () => {
    await show('rated');
    await updateConversation({ typing: ['wang-fang'] });
    expect(root.querySelector('[data-testid=typing]')).toBeNull();
  });

  test('what the visitor says is shown as typed, and what the desk says with its marks', async () => {
    await show('chat');
    const text = '**size** 2*3*4';
    const custom = { type: 'custom', customType: 'order', json: '{}', fallback: text } as const;
    const own = (seq: number): Message => ({ ...received(seq, text), senderUid: 'me', own: true, status: 'sent' });
    await updateConversation({ lastSeq: 3, messages: [own(1), { ...own(2), content: custom }, received(3, text)] });
    const bubbles = [...root.querySelectorAll('[data-testid=message] .bubble')];
    expect(bubbles.map((bubble) => bubble.textContent)).toEqual([text, text, 'size 2*3*4']);
    expect(bubbles.map((bubble) => bubble.querySelectorAll('strong').length)).toEqual([0, 0, 1]);
  });

  test('an unsent message can be sent again or thrown away', async () => {
    const resend = vi.fn();
    const discard = vi.fn();
    await show('statuses', { resend, discard });
    const id = state.conversation.value?.messages.at(-1)?.clientMsgId;
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
    const shown = () => root.querySelectorAll('[data-testid=message]');
    beforeEach(async () => {
      await show('empty');
      await updateConversation({ lastSeq: 200, messages: upTo(200) });
      expect(shown()).toHaveLength(120);
      await act(() => {
        state.atEnd.value = false;
      });
    });

    test('new messages push no row out above', async () => {
      const top = shown()[0];
      for (const seq of [201, 202, 205]) await updateConversation({ lastSeq: seq, messages: upTo(seq) });
      expect(shown()[0]).toBe(top);
      expect(shown()).toHaveLength(125);
      await act(() => {
        state.atEnd.value = true;
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
});

describe('connection', () => {
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
    nowMs += 3_000;
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
});

describe('keyboard', () => {
  test('Escape closes the panel, but a menu first closes itself', async () => {
    const close = vi.fn();
    await show('chat', { close });
    await click('menu');
    const item = find('menu-end');
    expect(document.activeElement).toBe(item);
    key(item, 'Escape');
    expect(find('menu-end')).toBeNull();
    expect(document.activeElement).toBe(find('menu'));
    expect(close).not.toHaveBeenCalled();
    key(find('composer'), 'Escape', { keyCode: 229 });
    expect(close).not.toHaveBeenCalled();
    key(find('composer'), 'Escape');
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('ending the chat asks first', async () => {
    const resolve = vi.fn(async () => undefined);
    await show('chat', { resolve });
    await click('menu');
    await click('menu-end');
    // The dialog is fetched when somebody wants it.
    await vi.waitFor(() => expect(find('end-confirm')).not.toBeNull());
    expect(resolve).not.toHaveBeenCalled();
    await click('end-confirm');
    expect(resolve).toHaveBeenCalledWith('c1');
  });
});

describe('home', () => {
  test('shows who waits on the other side and what was said last', async () => {
    await show('home-back');
    expect(find('home').textContent).toContain('Continue with Fang Wang');
    expect(find('home').textContent).toContain('There are 6 places left');
    await click('start-chat');
    expect(find('chat-title').textContent).toBe('Fang Wang');
  });

  test('a problem has a way on and an id', async () => {
    const retry = vi.fn();
    await show('home-failed', { retry });
    expect(find('problem').textContent).toContain('01JC8T6Q4M');
    await click('retry');
    expect(retry).toHaveBeenCalledTimes(1);
  });
});

test.each(['home', 'chat'] as const)(
  '%s says that the messages could not be loaded, and has a way on',
  async (view) => {
    const retry = vi.fn();
    await show('load-failed', { retry });
    await act(() => {
      state.view.value = view;
    });
    expect(find('problem').textContent).toContain('Something went wrong on our side.');
    await click('retry');
    expect(retry).toHaveBeenCalledTimes(1);
    await act(() => {
      state.loadProblem.value = null;
    });
    expect(find('problem')).toBeNull();
  },
);

test('a few emoji alone are shown large', () => {
  expect(isEmojiOnly('👍')).toBe(true);
  expect(isEmojiOnly('🎉 👨‍👩‍👧')).toBe(true);
  expect(isEmojiOnly('👍 ok')).toBe(false);
  expect(isEmojiOnly('123')).toBe(false);
});
