// What the server may say about the desk, by its contract, has words in both languages.
import type { Catalogue } from '@skein/ui';
import { expect, it } from 'vitest';
import { wordsOf } from '../../../test/contract.ts';
import { deskTexts } from '../texts/texts.ts';

it.each([
  ['state', 'ConsultationState'],
  ['presence', 'AgentAvailability'],
  ['role', 'Role'],
  ['channel', 'Channel'],
  ['terminal', 'Terminal'],
])('%s has words for each %s', (family, name) => {
  for (const catalogue of [deskTexts.en, deskTexts['zh-CN']] as Catalogue[]) {
    expect(wordsOf(name).filter((word) => !catalogue[`${family}.${word}`])).toEqual([]);
  }
});
