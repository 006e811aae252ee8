// Builds every subpath as one self-contained ES module, and the plain-script bundle `window.Skein`.
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));
const MODULES = {
  index: 'src/index.ts',
  react: 'src/react/index.ts',
  storage: 'src/storage/index.ts',
  markdown: 'src/markdown/index.ts',
  testing: 'src/testing/index.ts',
};

/** One bundle a run: shared chunks would hide weight from the size budget. */
async function bundle(entry, format, fileName) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir: 'dist',
      emptyOutDir: false,
      sourcemap: true,
      lib: { entry: resolve(root, entry), name: 'Skein', formats: [format], fileName: () => fileName },
      rolldownOptions: { external: ['react'], output: { minify: true } },
    },
  });
}

await rm(resolve(root, 'dist'), { recursive: true, force: true });
for (const [name, entry] of Object.entries(MODULES)) await bundle(entry, 'es', `${name}.js`);
await bundle('src/plain-script.ts', 'iife', 'skein.iife.js');
