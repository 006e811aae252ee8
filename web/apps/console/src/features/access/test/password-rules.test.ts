// What a new password has to fulfil.
import { describe, expect, it } from 'vitest';
import { checkPassword, strengthOf } from '../password-rules.ts';

describe('passwords', () => {
  it('have ten characters, are typed twice and do not hold the user id', () => {
    expect(checkPassword('0123456789', '0123456789', 'fang')).toEqual({ length: true, name: true, match: true });
    expect(checkPassword('012345678', '', 'fang')).toEqual({ length: false, name: true, match: false });
    expect(checkPassword('I-am-FANG-77', 'I-am-FANG-77', 'fang').name).toBe(false);
  });

  it('are rated by how hard they are to guess, not by length alone', () => {
    expect(strengthOf('aaaaaaaaaaaaaaaaaaaa')).toBe('weak');
    expect(strengthOf('1234567890123')).toBe('weak');
    expect(strengthOf('Blue-Goose-2026')).toBe('strong');
  });
});
