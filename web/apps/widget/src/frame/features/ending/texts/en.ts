/** English words of ending a talk, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'end.action': 'End this chat',
  'end.title': 'End this chat?',
  'end.text': 'The conversation stays here. Just write again whenever you need us.',
  'end.confirm': 'End chat',
  'end.failed': 'The chat could not be ended.',
} as const satisfies Catalogue;

export type Texts = typeof texts;
