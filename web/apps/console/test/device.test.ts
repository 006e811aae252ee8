// What a tab calls itself: kept over a reload, another one for another tab, also on a plain-http page.
import { expect, it, vi } from 'vitest';
import { deviceId } from '../src/chat/device.ts';

it('makes an id once per tab, without what only secure origins have', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const id = deviceId(sessionStorage);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(deviceId(sessionStorage)).toBe(id);
  sessionStorage.clear();
  expect(deviceId(sessionStorage)).not.toBe(id);
  vi.unstubAllGlobals();
});
