/** The words that every room shares, in English: the keys and placeholders of the other language follow. */
export const en = {
  'app.name': 'Skein',

  'action.signIn': 'Sign in',
  'action.retry': 'Retry now',

  'error.retry': 'Try again',
  'error.requestId': 'Request {id}',
  'error.copyId': 'Copy the request ID',
  'error.copied': 'Copied',
  'error.network': 'The server can’t be reached.',
  'error.rate_limited': 'Too many requests. Wait a moment.',
  'error.overloaded': 'The server is busy. It will be back shortly.',
  'error.storage_unavailable': 'The server can’t save anything right now.',
  'error.forbidden': 'You are not allowed to do this.',
  'error.not_found': 'It does not exist, or you may not see it.',
  'error.conflict': 'It has changed in the meantime.',
  'error.too_large': 'It is too large.',
  'error.invalid': 'The server did not accept it.',
  'error.internal': 'Something went wrong on the server.',
  'error.unauthenticated': 'You are not signed in any more.',
  'error.expired': 'It waited for a connection for more than a day.',
  'error.outbox_full': 'Too many messages are waiting to be sent.',
  'error.timeout': 'The server did not answer in time.',
  'error.crashed': 'This part of the workbench stopped working',
  'error.reload': 'Reload',

  'action.cancel': 'Cancel',
  'action.close': 'Close',
} as const;
