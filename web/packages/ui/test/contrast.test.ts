// The palette keeps the contrasts that WCAG 2.2 AA asks for, in both themes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AVATAR_TONES } from '../src/avatar.ts';

const css = readFileSync(new URL('../src/tokens.css', import.meta.url), 'utf8');

function theme(name: 'light' | 'dark'): Record<string, string> {
  const block = new RegExp(`\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((hit) => [hit[1], hit[2]]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string | undefined, other: string | undefined): number {
  if (!one || !other) throw new Error('token is missing');
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['bg', 'surface', 'surface-2'] as const;

describe.each(['light', 'dark'] as const)('%s theme', (name) => {
  const tokens = theme(name);

  it.each(['text-1', 'text-2', 'text-3', 'accent-text', 'success', 'warning', 'danger', 'info'])(
    '%s is readable on every surface',
    (text) => {
      for (const surface of surfaces) expect(contrast(tokens[text], tokens[surface])).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['success', 'warning', 'danger', 'info'])('%s is readable on its tint', (text) => {
    expect(contrast(tokens[text], tokens[`${text}-tint`])).toBeGreaterThanOrEqual(4.5);
  });

  it('edges of controls are visible, texts on fills and bubbles readable', () => {
    for (const surface of surfaces)
      expect(contrast(tokens['control-border'], tokens[surface])).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens['on-accent'], tokens.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['on-accent'], tokens['accent-hover'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['on-danger'], tokens.danger)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['on-danger'], tokens['danger-hover'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['text-1'], tokens['bubble-agent'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['text-2'], tokens['accent-tint'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['accent-text'], tokens['accent-tint'])).toBeGreaterThanOrEqual(4.5);
  });

  it('letters on faces are readable', () => {
    for (const pair of AVATAR_TONES) {
      const [background, letter] = pair.map((value) => tokens[/^var\(--([\w-]+)\)$/.exec(value)?.[1] ?? '']);
      expect(contrast(background, letter)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
