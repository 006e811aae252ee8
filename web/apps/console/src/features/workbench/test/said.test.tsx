/** What is shown of each kind of content: its renderer, or its plain words. */
import type { Content } from '@skein/sdk';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Said } from '../thread/said.tsx';

const shown = (content: Content) => renderToStaticMarkup(<Said content={content} asTyped={false} />);

test('a place is shown by its name, its address and a link that no server of maps hears of', () => {
  const place = { type: 'location', latitudeE6: 33_200_000, longitudeE6: -500_000, name: '九寨沟' } as const;
  expect(shown({ ...place, address: 'Sichuan' })).toMatch(/<a href="geo:33.2,-0.5"[^>]*>九寨沟<\/a><br\/>Sichuan/);
  expect(shown({ ...place, address: '' })).not.toContain('<br');
});

test('a kind without a renderer is shown by its plain words, and one without words is owned up to', () => {
  expect(shown({ type: 'custom', customType: 'card', json: '{}', fallback: 'a card' })).toContain('a card');
  expect(shown({ type: 'unknown' })).toContain('<span');
});
