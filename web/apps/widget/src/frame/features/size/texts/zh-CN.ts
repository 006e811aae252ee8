/** Chinese words of the size of the window. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'size.larger': '放大窗口',
  'size.smaller': '缩小窗口',
};
