/** Browser tests against the real server: one worker, the system's Chromium, nothing retried. */
import { defineConfig } from '@playwright/test';
import { browser } from './support/browser.ts';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // One server and one browser at a time: the tests measure the product, not the machine.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { ...browser, trace: { mode: 'retain-on-failure', screenshots: false }, screenshot: 'only-on-failure' },
});
