/** The face of a user without a picture: a letter on a colour that stays the same for the same uid. */

/** Background and letter colour pairs of the theme that is shown; each has a contrast of at least 4.5. */
export const AVATAR_TONES = [
  ['var(--tone-1)', 'var(--on-tone-1)'],
  ['var(--tone-2)', 'var(--on-tone-2)'],
  ['var(--tone-3)', 'var(--on-tone-3)'],
  ['var(--tone-4)', 'var(--on-tone-4)'],
  ['var(--tone-5)', 'var(--on-tone-5)'],
  ['var(--tone-6)', 'var(--on-tone-6)'],
  ['var(--tone-7)', 'var(--on-tone-7)'],
  ['var(--tone-8)', 'var(--on-tone-8)'],
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
