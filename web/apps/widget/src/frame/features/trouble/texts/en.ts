/** English words of what stands in the way of a talk, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'problem.title': 'The chat cannot be reached',
  'problem.closed': 'The chat is not available',
  'signIn.title': 'Please sign in first',
  'signIn.text': 'The chat is open to signed-in customers. Sign in on this page and come back.',
  'signIn.expired': 'Your sign-in has ended. Please reload the page or sign in again.',
} as const satisfies Catalogue;

export type Texts = typeof texts;
