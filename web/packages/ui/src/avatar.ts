/** The face of a user without a picture: a letter on a colour that stays the same for the same uid. */

/** Background and letter colour pairs; each has a contrast of at least 4.5. */
export const AVATAR_TONES = [
  ['#fad9d5', '#8e2a20'],
  ['#d6e4ff', '#1f3f8f'],
  ['#d5f0e3', '#0f5b3d'],
  ['#ffe8c7', '#7a4a00'],
  ['#e9ddf9', '#4b2e83'],
  ['#d3eef6', '#0a5670'],
  ['#fadbea', '#86235d'],
  ['#e4ecc9', '#4a5a10'],
] as const;

/** FNV-1a: short, and spreads ids that differ in one character only. */
export function avatarTone(uid: string): number {
  let hash = 0x811c9dc5;
  for (const character of uid) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % AVATAR_TONES.length;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first visible character of the name, upper case; never half an emoji. */
export function initialOf(name: string): string {
  for (const { segment } of segmenter.segment(name.trim())) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return '?';
}
