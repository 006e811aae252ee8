/** The language that was chosen, for words and for what React Aria says by itself. */
import { createContext, type ReactNode, useContext } from 'react';
import { I18nProvider as AriaI18nProvider } from 'react-aria-components/I18nProvider';
import { type Locale, usePreferences } from '../preferences/preferences.ts';

const Context = createContext<Locale>('en');

export function LocaleProvider({ children }: { children: ReactNode }) {
  const locale = usePreferences((preferences) => preferences.locale);
  return (
    <Context value={locale}>
      <AriaI18nProvider locale={locale === 'en' ? 'en-US' : 'zh-CN'}>{children}</AriaI18nProvider>
    </Context>
  );
}

export function useLocale(): Locale {
  return useContext(Context);
}
