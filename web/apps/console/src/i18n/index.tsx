/** The words of the console in the chosen language. */
import { createTranslator, type Translate } from '@skein/ui';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { I18nProvider as AriaI18nProvider } from 'react-aria-components/I18nProvider';
import { type Locale, usePreferences } from '../preferences/preferences.ts';
import { en, type Source } from './en.ts';
import { zhCN } from './zh-CN.ts';

export type T = Translate<Source>;

const translators: Record<Locale, T> = {
  en: createTranslator<Source>('en', en),
  'zh-CN': createTranslator<Source>('zh-CN', zhCN),
};

interface I18n {
  t: T;
  locale: Locale;
}

const Context = createContext<I18n>({ t: translators.en, locale: 'en' });

export function I18nProvider({ children }: { children: ReactNode }) {
  const locale = usePreferences((preferences) => preferences.locale);
  const value = useMemo(() => ({ t: translators[locale], locale }), [locale]);
  return (
    <Context value={value}>
      <AriaI18nProvider locale={locale === 'en' ? 'en-US' : 'zh-CN'}>{children}</AriaI18nProvider>
    </Context>
  );
}

export function useI18n(): I18n {
  return useContext(Context);
}
