/** What messages come down to: which are unread, and one line of plain words. */
import { lineOf, type Message } from '@skein/sdk';
import { markdownToText, plainToText } from '@skein/sdk/markdown';

/** Unread messages of people; a system event does not call anybody back. */
export function unreadMessages(messages: readonly Message[], readSeq: number): Message[] {
  return messages.filter(({ own, seq, content }) => !own && seq > readSeq && content.type !== 'system');
}

/** One line of plain words for previews. */
export function plainText({ content, own }: Message): string {
  const line = lineOf(content);
  return content.type === 'text' ? (own ? plainToText : markdownToText)(line) : line;
}
