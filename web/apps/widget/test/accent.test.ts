/** Whatever colour a site chooses, its words can be read. */
// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { accentColours, contrast } from '../src/theme/accent';
import { signOn } from '../src/theme/sign';

const COLOURS = [
  '#2f5fe0',
  '#000000',
  '#ffffff',
  '#ffd400',
  '#ff7a00',
  '#7f7f7f',
  '#0f8a6c',
  '#e91e63',
  '#00ffff',
  '#00be00',
  '#646464',
  '#ff00ff',
];

describe.each(COLOURS)('%s', (colour) => {
  test.each([
    ['light', false, '#f5f6f8'],
    ['dark', true, '#212a34'],
  ])('is readable in the %s theme', (_, dark, ground) => {
    const { accent, onAccent, accentText, accentTint } = accentColours(colour, dark);
    expect(contrast(onAccent, accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(accentText, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(accentText, accentTint)).toBeGreaterThanOrEqual(4.5);
  });

  test('carries a visible sign', () => {
    const sign = signOn(colour) === '#fff' ? '#ffffff' : signOn(colour);
    expect(contrast(sign, colour)).toBeGreaterThanOrEqual(3);
  });
});
