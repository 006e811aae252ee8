/** Loads the words of one language; the others cost the visitor nothing. */
import { createTranslator, type Translate } from '@skein/ui';
import type { Locale } from '../../bridge/messages';
import type { Texts } from '../kit/texts/en';

const catalogues = {
  en: () => import('./texts/en'),
  'zh-CN': () => import('./texts/zh-CN'),
};

/** Has the words of all features; which of them a feature may use, its own `useWidget` says. */
export async function loadTexts(locale: Locale): Promise<Translate<Texts>> {
  return createTranslator<Texts>(locale, (await catalogues[locale]()).texts as Texts);
}
