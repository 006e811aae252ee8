/** What crosses the bridge is what was meant to, and nothing else. */
import { describe, expect, test } from 'vitest';
import { parseClue } from '../src/bridge/clue';
import { MAX_TOKEN_LENGTH } from '../src/bridge/limits';
import { envelope, parseToFrame, parseToHost } from '../src/bridge/messages';
import { parseSiteConfig } from '../src/bridge/site-config';

const init = {
  type: 'init',
  locale: 'en',
  theme: 'system',
  open: false,
  fullscreen: false,
  clue: {},
  config: null,
  identityToken: null,
  forget: false,
} as const;

describe('messages', () => {
  test('an envelope is read back by the other side', () => {
    expect(parseToFrame(envelope(init))).toEqual(init);
    expect(parseToHost(envelope({ type: 'unread', count: 3 }))).toEqual({ type: 'unread', count: 3 });
  });

  test.each([
    ['another version', { ...init, v: 2 }],
    ['no version', init],
    ['an unknown language', { ...envelope(init), locale: 'fr' }],
    ['a word where a flag belongs', { ...envelope(init), open: 'yes' }],
    ['an unknown type', { v: 1, type: 'eval', code: 'alert(1)' }],
    ['a list', [envelope(init)]],
    ['nothing', null],
  ])('%s is ignored by the frame', (_, message) => {
    expect(parseToFrame(message)).toBeNull();
  });

  test.each([
    ['a negative count', { v: 1, type: 'unread', count: -1 }],
    ['a broken count', { v: 1, type: 'unread', count: 1.5 }],
    ['a huge size', { v: 1, type: 'resize', width: 90_000, height: 10 }],
    ['a message without words', { v: 1, type: 'last_message', message: { author: 'x' } }],
    ['a novel', { v: 1, type: 'last_message', message: { author: 'x', text: 'y'.repeat(501) } }],
  ])('%s is ignored by the host', (_, message) => {
    expect(parseToHost(message)).toBeNull();
  });

  test('an identity token passes up to what the server takes; the loader has told of a longer one', () => {
    const named = (length: number) => parseToFrame({ ...envelope(init), identityToken: 'x'.repeat(length) });
    expect(named(MAX_TOKEN_LENGTH)).toMatchObject({ identityToken: 'x'.repeat(MAX_TOKEN_LENGTH) });
    expect(named(MAX_TOKEN_LENGTH + 1)).toMatchObject({ identityToken: null });
  });
});

describe('clue', () => {
  test('keeps known fields, cuts texts and refuses other than web addresses', () => {
    expect(
      parseClue({
        pageUrl: 'https://shop.example/p/1',
        referrer: 'javascript:alert(1)',
        pageTitle: '  A '.padEnd(900, 'b'),
        secret: 'not for the server',
        product: {
          id: 7,
          title: 'Bag',
          price: '',
          imageUrl: 'data:image/png;base64,AA',
          url: 'https://shop.example/p/7',
        },
      }),
    ).toEqual({
      pageUrl: 'https://shop.example/p/1',
      pageTitle: `A ${'b'.repeat(498)}`,
      product: { id: '7', title: 'Bag', url: 'https://shop.example/p/7' },
    });
  });

  test('a product needs an id and a title', () => {
    expect(parseClue({ product: { id: '1' } })).toEqual({});
  });

  test('anything that is not an object is an empty clue', () => {
    expect(parseClue('x')).toEqual({});
    expect(parseClue(null)).toEqual({});
  });
});

test('a site configuration falls back to what it has', () => {
  expect(
    parseSiteConfig({ siteKey: 'demo', accent: 'red', identityMode: 'whatever', greeting: { en: 'Hi' }, title: 5 }),
  ).toEqual({
    siteKey: 'demo',
    name: '',
    identityMode: 'anonymous',
    accent: null,
    greeting: { 'zh-CN': 'Hi', en: 'Hi' },
    title: { 'zh-CN': '', en: '' },
  });
  expect(parseSiteConfig({ name: 'no key' })).toBeNull();
});
