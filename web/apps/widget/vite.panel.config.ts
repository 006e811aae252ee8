/** Builds panel.js: what the loader fetches when a visitor is interested, a module without imports, next to the frame's files. */
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/widget/',
  publicDir: false,
  build: {
    outDir: '../../dist/widget',
    emptyOutDir: false,
    target: ['es2022', 'safari16.4', 'chrome110', 'firefox125'],
    reportCompressedSize: false,
    lib: { entry: 'src/panel/panel.ts', formats: ['es'], fileName: () => 'panel.js' },
  },
});
