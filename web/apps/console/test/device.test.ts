// A tab keeps its device over a reload; a second tab is another device, also one that was duplicated.
import { expect, it, vi } from 'vitest';
import { deviceId } from '../src/chat/device.ts';

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
