/** What this person set up on this machine: theme, language, density, sound, side pane. */
import { pickLocale } from '@skein/ui';
import { create } from 'zustand';

export type Theme = 'light' | 'dark' | 'system';
export type Density = 'comfortable' | 'compact';
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
/** Languages are named in themselves, whatever language the page is in. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { 'zh-CN': '中文', en: 'English' };

export interface Preferences {
  theme: Theme;
  locale: Locale;
  density: Density;
  sound: boolean;
  sideOpen: boolean;
}

/** Also read by public/boot.js. */
const KEY = 'skein.console.preferences';

function load(): Preferences {
  let stored: Partial<Preferences> = {};
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (value && typeof value === 'object') stored = value;
  } catch {
    // An unreadable entry is as good as none.
  }
  return {
    theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'system',
    locale: LOCALES.find((locale) => locale === stored.locale) ?? pickLocale(navigator.languages, LOCALES, 'en'),
    density: stored.density === 'compact' ? 'compact' : 'comfortable',
    sound: stored.sound !== false,
    sideOpen: stored.sideOpen !== false,
  };
}

function store(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Full or locked: the choice holds as long as the page.
  }
}

export const usePreferences = create<Preferences>(load);

export function setPreference<Key extends keyof Preferences>(key: Key, value: Preferences[Key]): void {
  usePreferences.setState({ [key]: value } as Pick<Preferences, Key>);
}

/** Keeps the document and the storage in step with the choices. Returns a function that stops it. */
export function applyPreferences(): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const { theme, locale, density } = usePreferences.getState();
    const root = document.documentElement;
    root.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    root.dataset.density = density;
    root.lang = locale;
  };
  apply();
  dark.addEventListener('change', apply);
  // What was changed in another window holds here, too, and is not written back.
  let adopting = false;
  const onStorage = ({ key, storageArea }: StorageEvent): void => {
    if (storageArea !== localStorage || (key !== KEY && key !== null)) return;
    adopting = true;
    usePreferences.setState(load());
    adopting = false;
  };
  const unsubscribe = usePreferences.subscribe((state) => {
    if (!adopting) store(state);
    apply();
  });
  addEventListener('storage', onStorage);
  return () => {
    dark.removeEventListener('change', apply);
    removeEventListener('storage', onStorage);
    unsubscribe();
  };
}
