/** Both catalogues say the same things, and no words hide in the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, placeholdersOf } from '@skein/ui';
import { expect, test } from 'vitest';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-CN';

const keys = Object.keys(en) as (keyof typeof en)[];

test('both languages have the same keys', () => {
  expect(Object.keys(zhCN).sort()).toEqual([...keys].sort());
});

test.each(keys)('%s has the same placeholders in both languages', (key) => {
  expect(placeholdersOf(zhCN[key] as Message)).toEqual(placeholdersOf(en[key] as Message));
});

test('every key is used', () => {
  const code = sources()
    .map(({ content }) => content)
    .join('\n');
  // Keys that are put together at run time.
  const composed = /^(status\.|rating\.score\d|rating\.tag\.|event\.)/;
  const unused = keys.filter((key) => !composed.test(key) && !code.includes(`'${key}'`));
  expect(unused).toEqual([]);
});

test('no Chinese in the code of screens', () => {
  const found = sources().filter(({ content }) => /[\u3400-\u9fff\uff00-\uffef]/.test(content));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('nothing writes markup', () => {
  const found = sources().filter(({ content }) =>
    /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write/.test(content),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});

function sources(): { path: string; content: string }[] {
  const root = join(import.meta.dirname, '../src');
  return readdirSync(root, { recursive: true })
    .map((name) => join(root, String(name)))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/i18n/'))
    .map((path) => ({ path, content: readFileSync(path, 'utf8') }));
}
