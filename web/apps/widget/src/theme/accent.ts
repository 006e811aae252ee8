/** Derives readable colours from the one colour a site chooses, so that no choice can make the widget unreadable. */

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [24, 33, 44];
/** WCAG AA for normal text. */
const MIN_CONTRAST = 4.5;

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function format(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * share;
  return [part(0), part(1), part(2)];
}

function luminance(colour: Rgb): number {
  const linear = colour.map((part) => {
    const unit = part / 255;
    return unit <= 0.03928 ? unit / 12.92 : ((unit + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

export function contrast(first: string, second: string): number {
  const [high, low] = [luminance(parse(first)), luminance(parse(second))].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Moves a colour towards `pole` until it can be read on every one of `grounds`. */
function readableOn(colour: Rgb, grounds: readonly string[], pole: Rgb): string {
  for (let share = 0; share < 1; share += 0.06) {
    const candidate = format(mix(colour, pole, share));
    if (grounds.every((ground) => contrast(candidate, ground) >= MIN_CONTRAST)) return candidate;
  }
  return format(pole);
}

/** The colour as a ground, and what is written on it. */
interface AccentFill {
  accent: string;
  onAccent: string;
}

export interface AccentColours extends AccentFill {
  accentText: string;
  accentTint: string;
}

function accentFill(hex: string): AccentFill {
  const ink = format(INK);
  if (contrast(hex, '#ffffff') < MIN_CONTRAST && contrast(hex, ink) >= MIN_CONTRAST)
    return { accent: hex, onAccent: ink };
  // A middle tone that carries neither white nor ink is darkened until white can be read on it.
  return { accent: readableOn(parse(hex), ['#ffffff'], [0, 0, 0]), onAccent: '#ffffff' };
}

export function accentColours(hex: string, dark: boolean): AccentColours {
  const chosen = parse(hex);
  const tint = format(dark ? mix(parse('#181f27'), chosen, 0.24) : mix(WHITE, chosen, 0.1));
  const grounds = dark ? ['#181f27', '#212a34', tint] : ['#ffffff', '#f5f6f8', tint];
  return {
    ...accentFill(hex),
    accentText: readableOn(chosen, grounds, dark ? WHITE : [0, 0, 0]),
    accentTint: tint,
  };
}
