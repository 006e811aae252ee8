/** Builds the demo shop: a page of somebody else, on an origin of its own, that embeds the widget as any customer would. */
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: '../../dist/demo-shop',
    emptyOutDir: true,
    target: ['es2022', 'safari16.4', 'chrome110', 'firefox125'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
