/** What a new password has to fulfil, and how hard it would be to guess. */

export const MIN_LENGTH = 10;
export type Strength = 'weak' | 'fair' | 'good' | 'strong';

export interface PasswordRules {
  length: boolean;
  name: boolean;
  match: boolean;
}

export function checkPassword(password: string, repeat: string, uid: string): PasswordRules {
  return {
    length: [...password].length >= MIN_LENGTH,
    name: password !== '' && !password.toLowerCase().includes(uid.toLowerCase()),
    match: password !== '' && password === repeat,
  };
}

/** Bits of the search space, less what repetition and runs take away. Rough, and honest about being rough. */
export function strengthOf(password: string): Strength {
  const characters = [...password];
  let alphabet = 0;
  if (/[a-z]/.test(password)) alphabet += 26;
  if (/[A-Z]/.test(password)) alphabet += 26;
  if (/\d/.test(password)) alphabet += 10;
  if (/[ -/:-@[-`{-~]/.test(password)) alphabet += 33;
  if (/[^ -~]/.test(password)) alphabet += 200;
  let counted = 0;
  characters.forEach((character, index) => {
    const step = (character.codePointAt(0) ?? 0) - (characters[index - 1]?.codePointAt(0) ?? 0);
    counted += index > 0 && Math.abs(step) <= 1 ? 0.25 : 1;
  });
  const distinct = new Set(characters).size;
  const bits = Math.min(counted, distinct * 2) * Math.log2(alphabet || 1);
  if (characters.length < MIN_LENGTH || bits < 40) return 'weak';
  if (bits < 60) return 'fair';
  return bits < 80 ? 'good' : 'strong';
}
