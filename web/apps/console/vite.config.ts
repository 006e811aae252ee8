// Builds the console into web/dist/console, where the server picks it up.
import { fileURLToPath } from 'node:url';
import localesPlugin from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: '/console/',
  plugins: [react(), { ...localesPlugin.vite({ locales: ['en-US', 'zh-CN'] }), enforce: 'pre' as const }],
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    // Nothing may be a data: URL, the content security policy knows 'self' only.
    assetsInlineLimit: 0,
    target: 'es2022',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 2 },
            // What is there on every page for who is signed in comes as one, with the page where agents begin: most who
            // sign in are agents, and one file is smaller than two. All other pages come by themselves.
            {
              name: 'console',
              test: /\/src\/(app\/frame|features\/([^/]+\/(resident|foot)|workbench\/page))\.tsx$/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': { target: process.env.SKEIN_URL ?? 'http://127.0.0.1:7800', ws: true } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    // For what hangs, not for how fast the machine is.
    testTimeout: 30_000,
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
});
