/** English words of the front door, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'home.fallbackGreeting': 'Hi, how can we help?',
  'home.hello': 'Signed in as {name}',
  'home.start': 'Start a chat',
  'home.startHint': 'A real person answers here.',
  'home.continue': 'Continue the chat',
  'home.continueWith': 'Continue with {agent}',
  'home.you': 'You: {text}',
  'home.open': 'Open the chat',
  'home.waiting': 'You are in the queue',
  'home.unread': { one: '{count} new message', other: '{count} new messages' },
  'home.keep': 'Your conversation is kept here. Close the window any time and pick it up later.',
} as const satisfies Catalogue;

export type Texts = typeof texts;
