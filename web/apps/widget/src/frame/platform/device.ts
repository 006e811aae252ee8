/** This browser as a device: one id for all its tabs, so that a newer tab takes over instead of pushing a stranger out. */
import type { DeviceOptions } from '@skein/sdk';
import { randomId } from '@skein/ui';
import type { KeyValueStore } from './storage';

export const DEVICE_KEY = 'device';

const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|CrOS/, 'Linux'],
];

/** "Chrome on Windows": shown on the device that is replaced, so it must mean something to a person. */
export function deviceName(userAgent: string): string {
  const find = (table: readonly [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [find(BROWSERS) ?? 'Browser', find(SYSTEMS)].filter(Boolean).join(' on ');
}

/** A phone's browser is `h5`, everything else `web`: a customer may use both at once. */
export function terminalOf(page: Window): 'web' | 'h5' {
  const narrow = Math.min(page.screen.width, page.screen.height) <= 600;
  return narrow && page.matchMedia('(pointer: coarse)').matches ? 'h5' : 'web';
}

export function deviceOf(store: KeyValueStore, page: Window): DeviceOptions {
  let id = store.get(DEVICE_KEY);
  if (id === null || id.length > 64) {
    id = randomId();
    store.set(DEVICE_KEY, id);
  }
  return { id, terminal: terminalOf(page), name: deviceName(page.navigator.userAgent) };
}
