/** Words for what a customer praised or missed. */
import type { T } from '../texts/texts.ts';

const WORDED = [
  'quick_reply',
  'solved',
  'friendly',
  'professional',
  'slow_reply',
  'unsolved',
  'unfriendly',
  'unclear',
] as const;

/** A tag of the widget in the agent's language; one that a business made up itself as it is. */
export function tagWord(t: T, tag: string): string {
  const known = WORDED.find((worded) => worded === tag);
  return known === undefined ? tag : t(`tag.${known}`);
}
