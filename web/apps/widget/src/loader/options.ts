/** Reads what the embedding script tag says. */
import { LOCALES, type Locale, THEMES, type Theme } from "../bridge/messages";

export interface LoaderOptions {
  /** Where Skein lives: the origin the script came from. */
  origin: string;
  site: string;
  locale: Locale;
  theme: Theme;
  side: "left" | "right";
}

function findScript(page: Document): HTMLScriptElement | null {
  const running = page.currentScript;
  if (running instanceof HTMLScriptElement && running.dataset.site) return running;
  return page.querySelector<HTMLScriptElement>('script[data-site][src*="/widget/loader.js"]');
}

/** `zh`, `zh-Hans-CN`, `zh_TW` … read Chinese, everything else English. */
export function matchLocale(wanted: string | null | undefined): Locale | null {
  if (!wanted) return null;
  const exact = LOCALES.find((locale) => locale.toLowerCase() === wanted.toLowerCase());
  return exact ?? (/^zh\b/i.test(wanted.replace("_", "-")) ? "zh-CN" : "en");
}

export function readOptions(page: Document): LoaderOptions | null {
  const script = findScript(page);
  const site = script?.dataset.site ?? "";
  if (script === null || !/^[\w.-]{1,100}$/.test(site)) return null;
  return {
    origin: new URL(script.src, page.baseURI).origin,
    site,
    locale: matchLocale(script.dataset.locale) ?? matchLocale(page.documentElement.lang) ?? matchLocale(navigator.language) ?? "en",
    theme: THEMES.find((theme) => theme === script.dataset.theme) ?? "system",
    side: script.dataset.position === "left" ? "left" : "right",
  };
}
