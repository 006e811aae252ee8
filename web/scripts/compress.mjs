// Writes .br and .gz siblings of the text files in dist, so that the server never compresses while somebody waits.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');
const TEXT = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.txt', '.xml', '.webmanifest', '.map']);
/** Below this the headers weigh more than what is saved. */
const MIN_BYTES = 512;

const files = readdirSync(DIST, { recursive: true })
  .map((name) => join(DIST, String(name)))
  .filter((path) => TEXT.has(extname(path)) && statSync(path).isFile());

let written = 0;
for (const path of files) {
  const content = readFileSync(path);
  if (content.length < MIN_BYTES) continue;
  const variants = {
    br: brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    gz: gzipSync(content, { level: 9 }),
  };
  for (const [ending, packed] of Object.entries(variants)) {
    if (packed.length >= content.length) continue;
    writeFileSync(`${path}.${ending}`, packed);
    written += 1;
  }
}
console.log(`compressed ${written} files below ${relative(process.cwd(), DIST) || DIST}`);
