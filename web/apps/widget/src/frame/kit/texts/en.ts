/** English words of the parts that features are made of, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'common.brand': 'Skein',
  'common.retry': 'Try again',
  'common.close': 'Close chat',
  'common.back': 'Back',
  'common.cancel': 'Cancel',
  'common.loading': 'Loading',
  'common.requestId': 'Request ID {id}',
  'common.copy': 'Copy',
  'common.copied': 'Copied',
  'common.title': 'Chat with us',
  'common.support': 'Support',
  'common.unsupported': 'This kind of message cannot be shown here.',
  'problem.network': 'Check your connection and try again.',
  'problem.limit': 'Too many attempts. Please wait a moment and try again.',
  'problem.forbidden': 'Messages cannot be sent from here at the moment.',
  'problem.rejected': 'The request was not accepted. Please tell the owner of this page.',
  'problem.not_found': 'This chat does not exist. Please tell the owner of this page.',
  'problem.server': 'Something went wrong on our side.',
} as const satisfies Catalogue;

export type Texts = typeof texts;
