// Both languages say the same things, and no screen brings words of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, placeholdersOf } from '@skein/ui';
import { expect, it } from 'vitest';
import { en } from '../src/i18n/en.ts';
import { zhCN } from '../src/i18n/zh-CN.ts';

const SOURCE = join(import.meta.dirname, '../src');
const CJK = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;
const files = (readdirSync(SOURCE, { recursive: true }) as string[]).filter((file) => /\.tsx?$/.test(file));
const english: Readonly<Record<string, Message>> = en;
const chinese: Readonly<Record<string, Message>> = zhCN;

it('has the same keys in both languages', () => {
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
});

it('has the same placeholders in both languages', () => {
  const different = Object.keys(english).filter(
    (key) => placeholdersOf(chinese[key] ?? '').join() !== placeholdersOf(english[key] ?? '').join(),
  );
  expect(different).toEqual([]);
});

it('has Chinese in the Chinese catalogue and none in the English one', () => {
  const text = (message: Message): string => (typeof message === 'string' ? message : Object.values(message).join(' '));
  expect(
    Object.values(english)
      .map(text)
      .filter((words) => CJK.test(words)),
  ).toEqual([]);
  const untranslated = Object.keys(chinese).filter((key) => text(chinese[key] ?? '') === text(english[key] ?? ''));
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
  const found = files.filter((file) => file.endsWith('.tsx') && CJK.test(readFileSync(join(SOURCE, file), 'utf8')));
  expect(found).toEqual([]);
});

it('uses every key', () => {
  const code = files
    .filter((file) => !file.includes('i18n'))
    .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
    .join('\n');
  // Keys made from a state or code: the part before the dot stands for all of them.
  const families = [...code.matchAll(/`(\w+)\.\$\{/g)].map((match) => match[1]);
  const unused = Object.keys(english).filter(
    (key) => !code.includes(`'${key}'`) && !families.includes(key.split('.')[0] ?? ''),
  );
  expect(unused).toEqual([]);
});

it('never writes HTML', () => {
  const found = files.filter((file) =>
    /innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML/.test(readFileSync(join(SOURCE, file), 'utf8')),
  );
  expect(found).toEqual([]);
});

/** The words of the glossary: what they replace must not come back. */
const FORBIDDEN = {
  // A customer is a customer, also where nobody knows the name; the server names who is unknown.
  chinese: /会话|对话|访客|来路|技能组|工单|坐席|座席|已解决咨询/,
  english: /\b(conversations?|chats?|visitors?|tickets?|sessions?|guests?|referrer|certain app)\b/i,
};

it('says one thing with one word, in both languages', () => {
  const all = (catalogue: Readonly<Record<string, Message>>): [string, string][] =>
    Object.entries(catalogue).flatMap(([key, message]) =>
      (typeof message === 'string' ? [message] : Object.values(message)).map((text): [string, string] => [key, text]),
    );
  const wrong = [
    ...all(english).filter(([, text]) => FORBIDDEN.english.test(text)),
    ...all(chinese).filter(([, text]) => FORBIDDEN.chinese.test(text)),
  ];
  expect(wrong).toEqual([]);
});

it('writes Chinese with Chinese punctuation, and a space between Latin words and Chinese', () => {
  const texts = Object.values(chinese).flatMap((message) =>
    typeof message === 'string' ? [message] : Object.values(message),
  );
  expect(
    texts.filter((text) => /[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff](?:ID|App)|(?:ID|App)[\u4e00-\u9fff]/.test(text)),
  ).toEqual([]);
});
