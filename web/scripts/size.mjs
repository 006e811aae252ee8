// Weighs what visitors download against every size-budget.json of the workspace, prints a table, fails above a budget.
//
// An entry has a name, gzipMax in bytes, and what it weighs, relative to its budget file:
//   file           one file
//   files          patterns with * in the last part; `except` takes some out
//   html           the scripts that a page loads at once; `plusLargestOf` adds the heaviest match of several patterns,
//                  `files` beside it what is loaded with them
//   notFirstOf     takes the scripts that this page loads at once out of `files`
// `imports` names source entries and packages that must not be reachable from them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packagesReachableFrom } from './import-graph.mjs';

const WEB = resolve(dirname(fileURLToPath(import.meta.url)), '..');

function budgets() {
  return ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(WEB, group))
      .map((name) => join(WEB, group, name, 'size-budget.json'))
      .filter((path) => existsSync(path)),
  );
}

function matches(folder, pattern) {
  const at = resolve(folder, dirname(pattern));
  if (!existsSync(at)) return [];
  const parts = basename(pattern)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const rule = new RegExp(`^${parts.join('.*')}$`);
  return readdirSync(at)
    .filter((name) => rule.test(name))
    .map((name) => join(at, name));
}

/** Scripts and preloads that the page names; an address starts at the folder of the page or with its mount point. */
function scriptsOf(page) {
  const html = readFileSync(page, 'utf8');
  const named = [...html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*rel="modulepreload"[^>]*\shref)="([^"]+\.js)"/g)];
  return named.map(([, address]) => {
    const inFolder = address.replace(/^\/[^/]+\//, '').replace(/^\.?\//, '');
    return join(dirname(page), inFolder);
  });
}

const gzipSize = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

function filesOf(entry, folder) {
  if (entry.file) return [resolve(folder, entry.file)];
  if (entry.html) {
    const first = scriptsOf(resolve(folder, entry.html));
    const extra = (entry.plusLargestOf ?? []).flatMap((pattern) => matches(folder, pattern));
    const largest = extra.sort((a, b) => gzipSize(b) - gzipSize(a)).slice(0, 1);
    const beside = (entry.files ?? []).flatMap((pattern) => matches(folder, pattern));
    return [...first, ...largest, ...beside];
  }
  const first = entry.notFirstOf ? scriptsOf(resolve(folder, entry.notFirstOf)) : [];
  const out = new Set([...first, ...(entry.except ?? []).flatMap((pattern) => matches(folder, pattern))]);
  return entry.files.flatMap((pattern) => matches(folder, pattern)).filter((path) => !out.has(path));
}

const rows = [];
const faults = [];

for (const path of budgets()) {
  const folder = dirname(path);
  const budget = JSON.parse(readFileSync(path, 'utf8'));
  const place = relative(WEB, folder);
  for (const entry of budget.entries ?? []) {
    const absent = [entry.file, entry.html, entry.notFirstOf].filter((one) => one && !existsSync(resolve(folder, one)));
    const files = absent.length > 0 ? [] : filesOf(entry, folder);
    if (files.length === 0) {
      faults.push(`${place}: nothing to weigh for "${entry.name}"; build first`);
      continue;
    }
    const size = files.reduce((sum, file) => sum + gzipSize(file), 0);
    rows.push({ place, name: entry.name, size, max: entry.gzipMax });
    if (size > entry.gzipMax)
      faults.push(`${place}: "${entry.name}" is ${size - entry.gzipMax} bytes above its budget`);
  }
  if (budget.imports) {
    const from = budget.imports.from.map((source) => resolve(folder, source));
    for (const [name, importer] of packagesReachableFrom(from, WEB)) {
      if (budget.imports.forbidden.includes(name)) {
        faults.push(`${place}: ${name} is forbidden, imported by ${relative(WEB, importer)}`);
      }
    }
  }
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(2)} KB`;
const width = (read) => Math.max(...rows.map((row) => read(row).length), 0);
const placeWidth = width((row) => row.place);
const nameWidth = width((row) => row.name);
for (const { place, name, size, max } of rows) {
  const share = `${Math.round((size / max) * 100)} %`;
  const cells = [
    place.padEnd(placeWidth),
    name.padEnd(nameWidth),
    kilobytes(size).padStart(10),
    kilobytes(max).padStart(10),
  ];
  console.log(`${size > max ? '✗' : '✓'} ${cells.join('  ')}  ${share.padStart(5)}`);
}
for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
