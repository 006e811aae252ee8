/** What the server may say, by its contract, has words in every language. */
// @vitest-environment node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemContent, SystemEventName } from '@skein/sdk';
import { createTranslator } from '@skein/ui';
import { expect, test } from 'vitest';
import { CONSULTATION_STATES } from '../../../session/api';
import { wordEvent } from '../log/rows';
import { texts as en } from '../texts/en';
import { texts as zhCN } from '../texts/zh-CN';

const contract = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../../../../openapi/skein.json'), 'utf8'),
);
const wordsOf = (name: string): string[] => contract.components.schemas[name].enum;
const translators = [createTranslator<typeof en>('en', en), createTranslator<typeof en>('zh-CN', zhCN)];

const system = (event: string, reason: string): SystemContent => ({
  type: 'system',
  event: event as SystemEventName,
  actorUid: 'fang',
  actorName: 'Fang',
  subjectUid: 'marta',
  subjectName: 'Marta',
  reason,
  consultationId: 'c',
});

/** Opening is the visitor's own doing. */
const UNSAID = ['consultation_opened'];

test.each(wordsOf('SystemEventKind').filter((event) => !UNSAID.includes(event)))('the event %s', (event) => {
  for (const reason of ['', ...wordsOf('ResolvedBy'), 'agent_lost', 'agent_disabled', 'something new']) {
    const text = wordEvent(system(event, reason));
    for (const t of translators) {
      const words = text === null ? '' : t(text.key, { agent: text.agent });
      expect(words).not.toBe('');
      expect(words).not.toMatch(/[{}]/);
    }
  }
});

test('an agent who was given somebody and left is named', () => {
  const texts = ['consultation_assigned', 'consultation_released'].map((event) =>
    wordEvent(system(event, 'agent_lost')),
  );
  expect(texts.map((text) => text?.agent)).toEqual(['Marta', 'Marta']);
});

test('every state of a consultation is known', () => {
  expect([...CONSULTATION_STATES].sort()).toEqual(wordsOf('ConsultationState').sort());
});
