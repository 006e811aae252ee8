/** Binds the words of a room to its components: typed keys, two languages, and no catalogue that every room shares. */
import { type Catalogue, createTranslator, type Translate, type TranslationOf } from '@skein/ui';
import type { Locale } from '../preferences/preferences.ts';
import { useLocale } from './locale.tsx';

/** The words of one room. A key that only one language has is a type error. */
export interface Texts<Source extends Catalogue = Catalogue> {
  readonly en: Source;
  readonly 'zh-CN': TranslationOf<Source>;
}

export function defineTexts<const Source extends Catalogue>(texts: Texts<Source>): Texts<Source> {
  return texts;
}

/** The keys that more than one of them has. */
export type Clashes<List extends readonly Texts[], Seen = never> = List extends readonly [
  Texts<infer First>,
  ...infer Rest extends readonly Texts[],
]
  ? (keyof First & Seen) | Clashes<Rest, Seen | keyof First>
  : never;

/** Takes nothing away from a list of texts without clashes, and names the clashes of the others in a type error. */
export type WithoutClashes<List extends readonly Texts[]> = [Clashes<List>] extends [never]
  ? unknown
  : { keysOfSeveralRooms: Clashes<List> };

/** One `t` for all of them. */
type TranslateAll<List extends readonly Texts[]> = List extends readonly [
  Texts<infer First>,
  ...infer Rest extends readonly Texts[],
]
  ? Translate<First> & TranslateAll<Rest>
  : unknown;

export interface I18n<List extends readonly Texts[]> {
  t: TranslateAll<List>;
  locale: Locale;
}

/** The `t` of several rooms in one language. */
export function translatorOf<const List extends readonly Texts[]>(
  texts: List & WithoutClashes<List>,
  locale: Locale,
): I18n<List>['t'] {
  const words: Catalogue = Object.assign({}, ...texts.map((room) => room[locale]));
  return createTranslator(locale, words) as I18n<List>['t'];
}

/** Makes the hook of a room: its own words, and those of the rooms it stands on. */
export function bindTexts<const List extends readonly Texts[]>(texts: List & WithoutClashes<List>): () => I18n<List> {
  const made = new Map<Locale, I18n<List>>();
  const inLanguage = (locale: Locale): I18n<List> => {
    const held = made.get(locale) ?? { t: translatorOf<List>(texts, locale), locale };
    made.set(locale, held);
    return held;
  };
  return () => inLanguage(useLocale());
}

/** The words of a room for who has its keys from elsewhere: the shell reads them in manifests. */
export function wordsOf(
  texts: Texts,
  locale: Locale,
): (key: string, parameters?: Readonly<Record<string, string | number>>) => string {
  const t: (key: string, parameters: Readonly<Record<string, string | number>>) => string = createTranslator(
    locale,
    texts[locale],
  );
  return (key, parameters = {}) => t(key, parameters);
}
