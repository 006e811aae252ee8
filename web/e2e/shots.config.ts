/** Pictures for people: real conversations on a real server. Not a test, and not part of one. */
import { defineConfig } from '@playwright/test';
import { browser } from './support/browser.ts';

export default defineConfig({
  testDir: 'shots',
  testMatch: '*.shots.ts',
  outputDir: 'test-results/shots',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: browser,
});
