/** Loads the catalogue of one language; the others cost the visitor nothing. */
import { createTranslator, type Translate } from '@skein/ui';
import type { Locale } from '../bridge/messages';
import type { en } from './en';

export type Texts = Translate<typeof en>;
export type TextKey = keyof typeof en;

const catalogues = {
  en: async () => (await import('./en')).en,
  'zh-CN': async () => (await import('./zh-CN')).zhCN,
};

export async function loadTexts(locale: Locale): Promise<Texts> {
  return createTranslator<typeof en>(locale, await catalogues[locale]());
}
