/** Draws the frame with invented data, for the tests of what a visitor sees and can do by keyboard. */
import { signal } from '@preact/signals';
import type { ConversationSnapshot, Message } from '@skein/sdk';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach } from 'vitest';
import { idleController } from '../dev/idle-controller';
import { NOW, scenes } from '../dev/scenes';
import { App } from '../src/frame/app/app';
import { FEATURES } from '../src/frame/app/features';
import { loadTexts } from '../src/frame/app/texts';
import { WidgetProvider } from '../src/frame/kit/context';
import type { Controller } from '../src/frame/model/controller';
import { createState, type State } from '../src/frame/model/state';

/** What is drawn now. */
export const screen = {
  root: null as unknown as HTMLElement,
  state: null as unknown as State,
  nowMs: NOW,
  /** The visitor's clock is as far behind the server's. */
  behindMs: 0,
};
const online = signal(true);

beforeEach(() => {
  screen.root = document.createElement('div');
  document.body.append(screen.root);
  online.value = true;
  screen.nowMs = NOW;
  screen.behindMs = 0;
});
afterEach(() => {
  render(null, screen.root);
  screen.root.remove();
});

export async function show(
  scene: keyof typeof scenes,
  actions: Partial<Controller> = {},
  features = FEATURES,
): Promise<void> {
  const state = createState(online);
  screen.state = state;
  state.hosted.value = true;
  state.open.value = true;
  state.locale.value = 'en';
  scenes[scene]?.(state, 'en', online);
  const controller = { ...idleController(state), ...actions };
  const t = await loadTexts('en');
  const now = () => screen.nowMs;
  const serverNow = () => screen.nowMs + screen.behindMs;
  await act(() =>
    render(
      <WidgetProvider value={{ features, state, controller, t, now, serverNow }}>
        <App />
      </WidgetProvider>,
      screen.root,
    ),
  );
}
/** Something about the conversation changed, as a push would change it. */
export async function updateConversation(more: Partial<ConversationSnapshot>): Promise<void> {
  const held = screen.state.conversation.value;
  if (held === null) throw new Error('the scene has a conversation');
  await act(() => {
    screen.state.conversation.value = { ...held, ...more };
  });
}

export function received(seq: number, text: string): Message {
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

export const find = <T extends HTMLElement = HTMLElement>(id: string) =>
  screen.root.querySelector<T>(`[data-testid="${id}"]`) as T;
export const click = (id: string) => act(() => find(id).click());
export function key(
  target: HTMLElement,
  name: string,
  more: KeyboardEventInit & { keyCode?: number } = {},
): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more });
  if (more.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: more.keyCode });
  if (more.isComposing) Object.defineProperty(event, 'isComposing', { value: true });
  act(() => void target.dispatchEvent(event));
  return event;
}
export function write(text: string, id = 'composer'): void {
  const box = find<HTMLTextAreaElement>(id);
  box.value = text;
  act(() => void box.dispatchEvent(new Event('input', { bubbles: true })));
}
