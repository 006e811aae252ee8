/** English words of the product of the page, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'product.viewing': 'You are looking at',
  'product.ask': 'Ask about this',
  'product.about': 'About: {title}',
} as const satisfies Catalogue;

export type Texts = typeof texts;
