/** A quarter of an hour in real time, with the browser's own slowing down of hidden tabs. Too long to be one of the tests. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'hidden-tab',
  testMatch: '*.ts',
  outputDir: 'test-results/hidden-tab',
  workers: 1,
  expect: { timeout: 15_000 },
  reporter: [['list']],
});
