/** Tests of the SDK: no real server, no real time. One worker, because machines are small. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'threads',
    maxWorkers: 1,
    typecheck: { enabled: false },
  },
});
