/** English words of waiting, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'queue.next': 'You are next',
  'queue.ahead': { one: '{count} person ahead of you', other: '{count} people ahead of you' },
  'queue.joining': 'Finding someone for you',
  'queue.estimate': { one: 'About {count} minute', other: 'About {count} minutes' },
  'queue.soon': 'Less than a minute',
  'queue.hint': 'You can write already; everything reaches the agent.',
  'queue.hintHosted':
    'You can write already; everything reaches the agent. Close the window if you like, a sign here tells you when we answer.',
  'queue.nobody': 'Nobody is here right now',
  'queue.nobodyHint':
    'Your question is kept. When somebody is back, they read it and answer here: look in again later on this page.',
  'queue.again': 'Your agent had to leave. We are looking for somebody else, who can read everything so far.',
  'queue.position': 'Position in the queue: {position}',
} as const satisfies Catalogue;

export type Texts = typeof texts;
