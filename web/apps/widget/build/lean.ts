/**
 * What the build does for the sake of the budget: a smaller helper for parts that are loaded later, a shorter form of
 * the views, no unused design tokens, words without the names of files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const HELPER = '\0vite/preload-helper.js';
const TOKENS = /packages\/ui\/src\/tokens\.css$/;

/** Vite's own helper also preloads scripts and knows nonces; the frame only ever waits for a style sheet. */
export function smallPreload(): Plugin {
  return {
    name: 'small-preload',
    enforce: 'pre',
    load: (id) =>
      id === HELPER ? "export { withStyles as __vitePreload } from '/src/frame/platform/with-styles.ts';" : null,
  };
}

/** Children as arguments instead of as a property: the same nodes, in 300 bytes less. */
export function shortViews(): Plugin {
  return {
    name: 'short-views',
    enforce: 'pre',
    config: () => ({ oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } } }),
    transform: (code, id) => (id.endsWith('.tsx') ? `import { h, Fragment } from 'preact';${code}` : null),
  };
}

/** The design has tokens that only the workbench uses: a visitor does not download them. */
export function usedTokensOnly(...folders: string[]): Plugin {
  return {
    name: 'used-tokens-only',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!TOKENS.test(id)) return null;
      const sources = folders.flatMap(sourcesBelow).join('\n');
      return code.replace(/ *(--[\w-]+):[^;]+;\n/g, (line, name) =>
        new RegExp(`${name}(?![\\w-])`).test(sources) ? line : '',
      );
    },
  };
}

/** The words of all rooms as one object in one file, without the names of the files they come from. */
export function flatTexts(): Plugin {
  return {
    name: 'flat-texts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const [, language] = /app\/texts\/([\w-]+)\.ts$/.exec(id) ?? [];
      if (language === undefined) return null;
      const rooms = join(id, '../../..');
      const words = readdirSync(rooms, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(`/texts/${language}.ts`) && !name.startsWith('app'))
        .sort()
        .map((name) => /export const texts.*? = \{\n(.*?)\n\}/s.exec(readFileSync(join(rooms, name), 'utf8'))?.[1]);
      return code.replace(/const rooms.*/s, `export const texts = {\n${words.join('\n')}\n};`);
    },
  };
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(css|tsx?)$/.test(name) && !name.startsWith('react') && name !== 'tokens.css')
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
