// What the message core promises.
import { describe, expect, it } from 'vitest';
import { createTranslator, pickLocale, placeholdersOf, type TranslationOf } from '../src/i18n.ts';

const en = {
  'list.updates': { one: '{count} update', other: '{count} updates' },
  greeting: 'Hello {name}',
  plain: 'Done',
} as const;
const zh: TranslationOf<typeof en> = {
  'list.updates': { other: '{count} 条更新' },
  greeting: '你好，{name}',
  plain: '完成',
};

describe('createTranslator', () => {
  it('fills placeholders and chooses the plural of the language', () => {
    const t = createTranslator<typeof en>('en', en);
    expect(t('greeting', { name: 'Ola' })).toBe('Hello Ola');
    expect(t('list.updates', { count: 1 })).toBe('1 update');
    expect(t('list.updates', { count: 1200 })).toBe('1,200 updates');
    expect(createTranslator<typeof en>('zh-CN', zh)('list.updates', { count: 1 })).toBe('1 条更新');
  });

  it('does not read placeholders out of values', () => {
    const t = createTranslator<typeof en>('en', en);
    expect(t('greeting', { name: '{name}$&' })).toBe('Hello {name}$&');
  });

  it('refuses unknown keys and missing parameters at compile time', () => {
    const t = createTranslator<typeof en>('en', en);
    // @ts-expect-error: no such key
    expect(() => t('nope')).toThrow();
    // @ts-expect-error: the placeholder has to be given
    expect(t('greeting')).toBe('Hello {name}');
    expect(t('plain')).toBe('Done');
  });
});

it('names the placeholders of a message', () => {
  expect(placeholdersOf('{b} and {a}')).toEqual(['a', 'b']);
  expect(placeholdersOf({ one: '{count} of {all}', other: 'many' })).toEqual(['all', 'count']);
});

it('picks the first wanted language that is supported', () => {
  expect(pickLocale(['fr', 'zh-TW', 'en'], ['en', 'zh-CN'], 'en')).toBe('zh-CN');
  expect(pickLocale(['fr'], ['en', 'zh-CN'], 'en')).toBe('en');
});
