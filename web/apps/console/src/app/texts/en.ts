/** The words of the shell, in English: the keys and placeholders of the other language follow. */
export const en = {
  'nav.main': 'Main navigation',

  'connection.lost': {
    one: 'Connection lost. Next try in {count} s.',
    other: 'Connection lost. Next try in {count} s.',
  },
  'connection.down': 'Connection lost. It is tried again by itself.',
  'connection.trying': 'Connecting…',
  'connection.synced': { one: 'Synced {count} message', other: 'Synced {count} messages' },
  'connection.back': 'Connected again',
  'connection.replaced': 'You are working on another device now',
  'connection.replacedText': '“{device}” took over at {time}. This window no longer receives messages.',
  'connection.replacedTextNoName':
    'Another window or device took over at {time}. This window no longer receives messages.',
  'connection.useHere': 'Use here',
  'connection.refused': 'The server refused the connection',
  'connection.refusedText': 'Sign in again to go on. Messages that were not sent are kept.',
  'connection.otherTab': 'You are working in another window',
  'connection.otherTabText': 'The connection follows the window you turn to.',
} as const;
