/** Both languages of all rooms say the same things, every room its own, and no words hide in the code. */
// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, placeholdersOf } from '@skein/ui';
import { expect, test } from 'vitest';
import { texts as allEn } from '../src/frame/app/texts/en';
import { texts as allZhCN } from '../src/frame/app/texts/zh-CN';

const FRAME = join(import.meta.dirname, '../src/frame');

/** The words of a room: where they are, and in which language. */
const files = import.meta.glob<Record<string, Message>>('../src/frame/**/texts/*.ts', { eager: true, import: 'texts' });
const rooms = Object.keys(files)
  .filter((path) => path.endsWith('/en.ts') && !path.includes('/app/'))
  .map((path) => path.replace('../src/frame/', '').replace('/texts/en.ts', ''));
const wordsOf = (room: string, language: string) => files[`../src/frame/${room}/texts/${language}.ts`] ?? {};
const keys = rooms.flatMap((room) => Object.keys(wordsOf(room, 'en')).map((key) => [key, room] as const));

const sources = (readdirSync(join(FRAME, '..'), { recursive: true }) as string[])
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !/(^|\/)(texts|test)\//.test(path) && path !== 'loader/texts.ts')
  .map((path) => ({ path, content: readFileSync(join(FRAME, '..', path), 'utf8') }));

test.each(rooms)('%s has the same keys in both languages', (room) => {
  expect(Object.keys(wordsOf(room, 'zh-CN')).sort()).toEqual(Object.keys(wordsOf(room, 'en')).sort());
});

test.each(keys)('%s of %s has the same placeholders in both languages', (key, room) => {
  const [en, zhCN] = [wordsOf(room, 'en')[key], wordsOf(room, 'zh-CN')[key]];
  expect(placeholdersOf(zhCN as Message)).toEqual(placeholdersOf(en as Message));
});

test('no key is in two rooms', () => {
  const names = keys.map(([key]) => key);
  expect(names.filter((key, index) => names.indexOf(key) !== index)).toEqual([]);
});

test('the catalogue of a language has the words of all rooms', () => {
  const all = keys.map(([key]) => key).sort();
  expect(all.length).toBeGreaterThan(100);
  expect(Object.keys(allEn).sort()).toEqual(all);
  expect(Object.keys(allZhCN).sort()).toEqual(all);
});

test('every key is used, and in its own room', () => {
  // Keys that are put together at run time.
  const composed =
    /^(status\.|rating\.score\d|rating\.tag\.|event\.|problem\.|queue\.(again|hint|nobodyHint)|connection\.)/;
  const unused = keys.filter(([key, room]) => {
    // What is in the kit is for all.
    const own = sources.filter(({ path }) => room === 'kit' || path.startsWith(`frame/${room}/`));
    return !composed.test(key) && !own.some(({ content }) => content.includes(`'${key}'`));
  });
  expect(unused).toEqual([]);
});

test('no Chinese in the code of screens', () => {
  const found = sources.filter(({ content }) => /[\u3400-\u9fff\uff00-\uffef]/.test(content));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('nothing writes markup', () => {
  const found = sources.filter(({ content }) =>
    /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write/.test(content),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});
