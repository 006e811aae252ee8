/** What a message says goes from frames to public values and back, and every kind has plain words. */
import { expect, test } from 'vitest';
import { fromContent, lineOf, toContent, withoutControls } from '../src/content';

test('empty fields of a frame are filled in, and a kind newer than this SDK is unknown', () => {
  expect(toContent({ text: {} })).toEqual({ type: 'text', text: '' });
  expect(toContent({ location: { longitudeE6: 7 } })).toEqual({
    type: 'location',
    latitudeE6: 0,
    longitudeE6: 7,
    name: '',
    address: '',
  });
  expect(toContent({ custom: { type: 'card' } })).toEqual({
    type: 'custom',
    customType: 'card',
    json: '',
    fallback: '',
  });
  expect(toContent({ system: { kind: 'SYSTEM_EVENT_KIND_CONSULTATION_OPENED', reason: 'even' } })).toStrictEqual({
    type: 'system',
    event: 'consultation_opened',
    actorUid: '',
    actorName: '',
    subjectUid: '',
    subjectName: '',
    reason: 'even',
    consultationId: '',
  });
  expect(toContent({ redPacket: { cents: 8 } } as never)).toEqual({ type: 'unknown' });
  expect(toContent({})).toEqual({ type: 'unknown' });
});

test('what is sent is called as frames call it, and read back as it was', () => {
  const custom = { type: 'custom', customType: 'card', json: '{}', fallback: 'a card' } as const;
  expect(fromContent(custom)).toEqual({ custom: { type: 'card', json: '{}', fallback: 'a card' } });
  const place = { type: 'location', latitudeE6: 33200000, longitudeE6: -1, name: '九寨沟', address: '' } as const;
  for (const content of [custom, place, { type: 'text', text: 'hi' } as const]) {
    expect(toContent(fromContent(content))).toEqual(content);
  }
});

test('every kind that somebody says has plain words', () => {
  expect(lineOf({ type: 'text', text: 'hi' })).toBe('hi');
  expect(lineOf({ type: 'location', latitudeE6: 0, longitudeE6: 0, name: '九寨沟', address: '' })).toBe('九寨沟');
  expect(lineOf({ type: 'custom', customType: 'card', json: '{}', fallback: 'a card' })).toBe('a card');
  expect(lineOf(toContent({ system: {} }))).toBe('');
  expect(lineOf({ type: 'unknown' })).toBe('');
});

test('control characters that the server refuses are left out, whatever the kind', () => {
  expect(withoutControls({ type: 'text', text: '\0a\t\r\nb\u007f\u0085' })).toEqual({
    type: 'text',
    text: 'a\t\r\nb\u0085',
  });
});
