// Which packages a source file can reach: follows relative imports and the workspace's own packages by their exports.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s+(?!type[\s{*])(?:[\w*{}\s,$]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

function existing(path) {
  return ENDINGS.map((ending) => path + ending).find((one) => existsSync(one) && statSync(one).isFile());
}

/** `@scope/name/part` → [`@scope/name`, `./part`]. */
function split(specifier) {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), ['.', ...parts.slice(length)].join('/')];
}

/** The source behind an import of a workspace package; undefined for a package from outside. */
function workspaceFile(name, part, web) {
  const folder = ['packages', 'apps'].map((group) => join(web, group, name.replace(/^@skein\//, ''))).find(existsSync);
  if (!name.startsWith('@skein/') || folder === undefined) return undefined;
  const target = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).exports?.[part];
  const path = typeof target === 'string' ? target : target?.default;
  if (path === undefined) throw new Error(`${name} does not export ${part}`);
  return join(folder, path);
}

/** Pairs of a package name and the first file that imports it. */
export function packagesReachableFrom(entries, web) {
  const packages = new Map();
  const seen = new Set();
  const waiting = [...entries];
  while (waiting.length > 0) {
    const file = waiting.pop();
    if (seen.has(file)) continue;
    seen.add(file);
    if (!/\.(?:[cm]?[jt]sx?)$/.test(file)) continue;
    for (const found of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const specifier = (found[1] ?? found[2]).replace(/\?.*$/, '');
      if (specifier.startsWith('.')) {
        const target = existing(resolve(dirname(file), specifier));
        if (target === undefined) throw new Error(`${file}: no such file ${specifier}`);
        waiting.push(target);
        continue;
      }
      const [name, part] = split(specifier);
      const own = workspaceFile(name, part, web);
      if (own !== undefined) waiting.push(own);
      else if (!packages.has(name)) packages.set(name, file);
    }
  }
  return packages;
}
