/** What a message says: the list of all kinds, each of them a file, and what is asked of content of whatever kind. */
import type * as wire from '../generated/frame';
import { type CustomContent, custom } from './custom';
import type { Kind } from './kind';
import { type LocationContent, location } from './location';
import { type SystemContent, system } from './system';
import { type TextContent, text } from './text';

export type { CustomContent } from './custom';
export type { LocationContent } from './location';
export type { SystemContent, SystemEventName } from './system';
export type { TextContent } from './text';

/** A kind newer than this SDK. */
export interface UnknownContent {
  type: 'unknown';
}

export type OutgoingContent = TextContent | LocationContent | CustomContent;
export type Content = OutgoingContent | SystemContent | UnknownContent;

/** By the name of their field in a frame, which is their type as well. */
const kinds = { text, location, custom, system } as unknown as Record<string, Kind<unknown, object>>;

export function toContent(said?: wire.Content): Content {
  for (const type in said) {
    const kind = kinds[type];
    if (kind) return { ...kind.read(said[type as 'text']), type } as Content;
  }
  return { type: 'unknown' };
}

export function fromContent({ type, ...said }: OutgoingContent): wire.Content {
  return { [type]: kinds[type]?.write?.(said as never) ?? said };
}

/** Its plain words, for previews and where it can't be shown as it is. */
export const lineOf = (content: Content): string => content[kinds[content.type]?.line as never] ?? '';

/** The server refuses texts with control characters of ASCII; those that make white space are fine. */
export const withoutControls = <C extends OutgoingContent>(content: C): C =>
  JSON.parse(JSON.stringify(content), (_, value) => value?.replace?.(/[^\P{Cc}\t\n\r\x80-\x9f]/gu, '') ?? value);
