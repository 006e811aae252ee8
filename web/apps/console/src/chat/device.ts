/** What this tab calls itself towards the server. */

import { randomId } from '@skein/ui';

const KEY = 'skein.console.device';

/** Kept for the tab: a reload is the same device, a second tab is another one and takes over knowingly. */
export function deviceId(storage: Storage): string {
  const held = storage.getItem(KEY);
  if (held) return held;
  const made = randomId();
  storage.setItem(KEY, made);
  return made;
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
