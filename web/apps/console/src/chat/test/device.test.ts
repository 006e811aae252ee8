// A tab keeps its device over a reload; a second tab is another device, also one that was duplicated.
import { expect, it, vi } from 'vitest';
import { deviceId, deviceName } from '../device.ts';

it('is kept over a reload and new in another tab', () => {
  // Without what only secure origins have.
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const id = deviceId(sessionStorage);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  dispatchEvent(new Event('pagehide'));
  expect(deviceId(sessionStorage)).toBe(id);
  sessionStorage.clear();
  expect(deviceId(sessionStorage)).not.toBe(id);
  vi.unstubAllGlobals();
});

it('is not found by a duplicate of the tab, which begins with a copy of its storage', () => {
  const id = deviceId(sessionStorage);
  expect(deviceId(sessionStorage)).not.toBe(id);
});

it('names the device for people', () => {
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36')).toBe('Chrome on Windows');
  expect(deviceName('something else')).toBe('Browser');
});
