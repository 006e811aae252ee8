/** Reads what the embedding script tag says. */
import { type Locale, THEMES, type Theme } from '../bridge/messages';

export interface LoaderOptions {
  /** Where Skein lives: the origin the script came from. */
  origin: string;
  site: string;
  /** As the page is now: it may change its language without being loaded anew. */
  locale(): Locale;
  theme(): Theme;
  side: 'left' | 'right';
  /** The site says that the chat may be loaded before anybody asks for it. */
  preload: boolean;
}

function findScript(page: Document): HTMLScriptElement | null {
  const running = page.currentScript;
  if (running instanceof HTMLScriptElement && running.dataset.site) return running;
  return page.querySelector<HTMLScriptElement>('script[data-site][src*="/widget/loader.js"]');
}

/** The first language that is named decides: Chinese of any kind reads Chinese, everybody else English. */
export function matchLocale(...wanted: (string | undefined)[]): Locale {
  return /^zh\b/i.test(wanted.find(Boolean)?.replace('_', '-') ?? '') ? 'zh-CN' : 'en';
}

export function readOptions(page: Document): LoaderOptions | null {
  const script = findScript(page);
  const site = script?.dataset.site ?? '';
  if (script === null || !/^[\w.-]{1,100}$/.test(site)) {
    console.warn('skein: data-site is missing or no site key', site);
    return null;
  }
  const { dataset } = script;
  return {
    origin: new URL(script.src, page.baseURI).origin,
    site,
    locale: () => matchLocale(dataset.locale, page.documentElement.lang, navigator.language),
    theme: () => THEMES.find((theme) => theme === dataset.theme) ?? 'system',
    side: dataset.position === 'left' ? 'left' : 'right',
    preload: 'preload' in dataset && dataset.preload !== 'false',
  };
}
