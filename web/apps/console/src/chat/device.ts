/** What this tab calls itself towards the server. */

import { randomId } from '@skein/ui';

const KEY = 'skein.console.device';

/**
 * Kept for the tab: a reload is the same device, a second tab is another one and takes over knowingly. The tab holds it
 * while it lives and puts it down when it goes, so that a duplicate of the tab does not find it.
 */
export function deviceId(storage: Storage): string {
  const id = storage.getItem(KEY) ?? randomId();
  storage.removeItem(KEY);
  addEventListener('pagehide', () => storage.setItem(KEY, id));
  // Back from the browser's cache, it is held again.
  addEventListener('pageshow', () => storage.removeItem(KEY));
  return id;
}

const BROWSERS = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\bChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/Linux/, 'Linux'],
] as const;

/** "Chrome on Windows": shown to the device that is replaced. */
export function deviceName(userAgent: string): string {
  const find = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find(BROWSERS) ?? 'Browser';
  const system = find(SYSTEMS);
  return system ? `${browser} on ${system}` : browser;
}
