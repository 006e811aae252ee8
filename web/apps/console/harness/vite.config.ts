// Serves or builds the visual harness: the real console over sample data. Never part of the product build.
import { fileURLToPath } from 'node:url';
import localesPlugin from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
  plugins: [react(), { ...localesPlugin.vite({ locales: ['en-US', 'zh-CN'] }), enforce: 'pre' as const }],
  build: { outDir: process.env.HARNESS_OUT ?? 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
});
