// Every room says the same things in both languages, and no screen brings words of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Catalogue, type Message, placeholdersOf } from '@skein/ui';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');
const CJK = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;
const files = (readdirSync(SOURCE, { recursive: true }) as string[]).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
);
const read = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');

/** The texts of all rooms, found as files: a room need not be listed here to be looked at. */
const rooms = files
  .filter((file) => file.endsWith('/texts/en.ts'))
  .map((file) => dirname(dirname(file)))
  .sort();
const load = async (room: string, file: string, name: string): Promise<Catalogue> =>
  (await import(join(SOURCE, room, 'texts', file)))[name];
const english = Object.fromEntries(
  await Promise.all(rooms.map(async (room) => [room, await load(room, 'en.ts', 'en')] as const)),
);
const chinese = Object.fromEntries(
  await Promise.all(rooms.map(async (room) => [room, await load(room, 'zh-CN.ts', 'zhCN')] as const)),
);
const textsIn = (catalogue: Catalogue): [string, string][] =>
  Object.entries(catalogue).flatMap(([key, message]) =>
    (typeof message === 'string' ? [message] : Object.values(message)).map((text): [string, string] => [key, text]),
  );

it('finds the rooms', () => {
  expect(rooms).toEqual(expect.arrayContaining(['app', 'desk', 'features/workbench', 'kit']));
});

describe.each(rooms)('%s', (room) => {
  const en = english[room] ?? {};
  const zh = chinese[room] ?? {};

  it('has the same keys and placeholders in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    const different = Object.keys(en).filter(
      (key) => placeholdersOf(zh[key] ?? '').join() !== placeholdersOf(en[key] ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it('uses every key', () => {
    const ofFeature = room.startsWith('features/');
    const code = files
      .filter((file) => !file.includes('/texts/') && (!ofFeature || file.startsWith(`${room}/`)))
      .map(read)
      .join('\n');
    // Keys made from a state or code: the part before the dot stands for all of them.
    const families = [...code.matchAll(/`(\w+)\.\$\{/g)].map((match) => match[1]);
    const unused = Object.keys(en).filter(
      (key) => !code.includes(`'${key}'`) && !families.includes(key.split('.')[0] ?? ''),
    );
    expect(unused).toEqual([]);
  });
});

it('gives no key twice', () => {
  const keys = rooms.flatMap((room) => Object.keys(english[room] ?? {}));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

it('has Chinese in the Chinese texts and none in the English ones', () => {
  const text = (message: Message | undefined): string =>
    typeof message === 'string' ? message : Object.values(message ?? {}).join(' ');
  expect(rooms.flatMap((room) => textsIn(english[room] ?? {})).filter(([, words]) => CJK.test(words))).toEqual([]);
  const untranslated = rooms.flatMap((room) =>
    Object.keys(chinese[room] ?? {}).filter((key) => text(chinese[room]?.[key]) === text(english[room]?.[key])),
  );
  // Names that are the same in both languages.
  expect(untranslated.sort()).toEqual([
    'channel.app',
    'list.quoted',
    'terminal.linux',
    'terminal.macos',
    'terminal.windows',
  ]);
});

it('has no Chinese literal in components', () => {
  const found = files.filter((file) => file.endsWith('.tsx') && CJK.test(read(file)));
  expect(found).toEqual([]);
});

it('never writes HTML', () => {
  const found = files.filter((file) => /innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML/.test(read(file)));
  expect(found).toEqual([]);
});

/** The words of the glossary: what they replace must not come back. */
const FORBIDDEN = {
  // A customer is a customer, also where nobody knows the name; the server names who is unknown.
  chinese: /会话|对话|访客|来路|技能组|工单|坐席|座席|已解决咨询/,
  english: /\b(conversations?|chats?|visitors?|tickets?|sessions?|guests?|referrer|certain app)\b/i,
};

it('says one thing with one word, in both languages', () => {
  const wrong = rooms.flatMap((room) => [
    ...textsIn(english[room] ?? {}).filter(([, text]) => FORBIDDEN.english.test(text)),
    ...textsIn(chinese[room] ?? {}).filter(([, text]) => FORBIDDEN.chinese.test(text)),
  ]);
  expect(wrong).toEqual([]);
});

it('writes Chinese with Chinese punctuation, and a space between Latin words and Chinese', () => {
  const wrong = /[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff](?:ID|App)|(?:ID|App)[\u4e00-\u9fff]/;
  expect(rooms.flatMap((room) => textsIn(chinese[room] ?? {})).filter(([, text]) => wrong.test(text))).toEqual([]);
});
