/** Builds loader.js: one classic script without a global name of its own, next to the frame's files. */
import { defineConfig } from 'vite';

export default defineConfig({
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
