/** Builds the chat frame: index.html and hashed assets below /widget/. */
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { flatTexts, shortViews, smallPreload, usedTokensOnly } from './build/lean.ts';

const here = import.meta.dirname;

export default defineConfig({
  base: '/widget/',
  plugins: [
    preact({ devToolsEnabled: false, reactAliasesEnabled: false }),
    shortViews(),
    smallPreload(),
    flatTexts(),
    usedTokensOnly(join(here, 'src'), join(here, '../../packages/ui/src')),
  ],
  build: {
    outDir: '../../dist/widget',
    emptyOutDir: true,
    target: ['es2022', 'safari16.4', 'chrome110', 'firefox125'],
    // The content security policy allows no data: resources.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What is needed at once compresses best as one file; only what waits for its moment stands apart:
        // a language, and what a feature has in a folder `later`.
        codeSplitting: {
          groups: [{ name: 'chat', test: (id) => !/\/later\/|\/texts\/(en|zh-CN)/.test(id) }],
        },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.{ts,tsx}', 'src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
