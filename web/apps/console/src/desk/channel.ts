/** The glyph and the name of the channel a customer came by. */
import type { IconName } from '@skein/ui/react';
import type { Clue } from '../api/types.ts';
import type { T } from './texts/texts.ts';

export function channelIcon(clue: Clue | null): IconName {
  switch (clue?.channel) {
    case 'h5':
      return 'h5';
    case 'app':
      return 'app';
    case 'api':
      return 'api';
    default:
      return 'globe';
  }
}

export function channelName(t: T, clue: Clue | null): string {
  return t(`channel.${clue?.channel ?? 'web'}`);
}

/** What the customer looked at, in few words. */
export function subjectOf(clue: Clue | null): string | null {
  return clue?.product?.title ?? clue?.pageTitle ?? (clue?.pageUrl ? pathOf(clue.pageUrl) : null);
}

/** The part of an address a person recognises. */
export function pathOf(address: string): string {
  try {
    const url = new URL(address);
    return url.pathname === '/' ? url.host : decodeURI(url.pathname);
  } catch {
    return address;
  }
}

/** The address, if it is one that may be linked to. */
export function safeLink(address: string | null | undefined): string | null {
  if (!address) return null;
  try {
    const url = new URL(address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}
