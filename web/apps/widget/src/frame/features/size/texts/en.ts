/** English words of the size of the window, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'size.larger': 'Larger window',
  'size.smaller': 'Smaller window',
} as const satisfies Catalogue;

export type Texts = typeof texts;
