/** Builds loader.js: one classic script without a global name of its own, next to the frame's files. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const panel = readFileSync(new URL('../../dist/widget/panel.js', import.meta.url));

export default defineConfig({
  // So that a browser that keeps an older panel does not use it with this loader.
  define: { PANEL_VERSION: JSON.stringify(createHash('sha256').update(panel).digest('hex').slice(0, 8)) },
  base: '/widget/',
  publicDir: false,
  build: {
    outDir: '../../dist/widget',
    emptyOutDir: false,
    target: ['es2022', 'safari16.4', 'chrome110', 'firefox125'],
    reportCompressedSize: false,
    lib: { entry: 'src/loader/main.ts', formats: ['iife'], name: 'skeinLoader', fileName: () => 'loader.js' },
  },
});
