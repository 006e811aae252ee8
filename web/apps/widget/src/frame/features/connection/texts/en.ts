/** English words of the connection, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'connection.offline': 'You are offline. Messages are sent once you are back.',
  'connection.connecting': 'Connecting…',
  'connection.lost': 'Connection lost. Trying to reconnect.',
  'connection.retryIn': {
    one: 'Connection lost. Trying again in {count} s',
    other: 'Connection lost. Trying again in {count} s',
  },
  'connection.retryNow': 'Try now',
  'connection.replaced': 'This chat is open in another window.',
  'connection.replacedBy': 'This chat is open on {device}.',
  'connection.continueHere': 'Continue here',
  'connection.ended': 'The connection was closed.',
  'connection.queued': { one: '{count} message waits to be sent', other: '{count} messages wait to be sent' },
} as const satisfies Catalogue;

export type Texts = typeof texts;
