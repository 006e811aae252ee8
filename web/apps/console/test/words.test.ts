// What the server may say, by its contract, has words in both languages: events, their reasons, states, roles, codes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemContent, SystemEventName } from '@skein/sdk';
import { createTranslator, type Message } from '@skein/ui';
import { expect, it } from 'vitest';
import { en, type Source } from '../src/i18n/en.ts';
import { zhCN } from '../src/i18n/zh-CN.ts';
import { reasonOf } from '../src/kit/error-card.tsx';
import { systemText } from '../src/thread/system-text.ts';
import { buildTimeline } from '../src/thread/timeline-items.ts';

const contract = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../openapi/skein.json'), 'utf8'));
const wordsOf = (name: string): string[] => contract.components.schemas[name].enum;
const translators = [createTranslator<Source>('en', en), createTranslator<Source>('zh-CN', zhCN)];
/** Of the SDK itself: it ends what waits by these, and no server sends them. */
const OWN_CODES = ['network', 'timeout', 'expired', 'outbox_full', 'disconnected'];

const system = (event: string, reason: string, actorUid: string): SystemContent => ({
  type: 'system',
  event: event as SystemEventName,
  actorUid,
  actorName: actorUid && 'Fang',
  subjectUid: 'marta',
  subjectName: 'Marta',
  reason,
  consultationId: 'c',
});

it.each(wordsOf('SystemEventKind'))('the event %s', (event) => {
  for (const reason of ['', ...wordsOf('ResolvedBy'), ...wordsOf('AssignmentRule'), 'agent_lost', 'agent_disabled']) {
    for (const actorUid of ['', 'fang']) {
      for (const myUid of ['fang', 'marta', 'qiang']) {
        for (const t of translators) {
          const words = systemText(t, system(event, reason, actorUid), myUid, null);
          expect(words).not.toBe('');
          expect(words).not.toMatch(/[{}]/);
        }
      }
    }
  }
  const message = {
    key: 'k',
    conversationId: 't',
    seq: 1,
    senderUid: '',
    clientMsgId: 'c',
    timeMs: 1,
    content: system(event, '', 'fang'),
    own: false,
    status: 'received' as const,
  };
  const input = { complete: false, customerUid: 'emma', consultations: new Map(), unreadAfterSeq: null };
  const items = buildTimeline({ ...input, messages: [message] });
  expect(items.map(({ kind }) => kind)).toContain('system');
});

it.each(wordsOf('ResolvedBy').filter((reason) => reason !== 'agent'))(
  'an end by %s is told from the others',
  (reason) => {
    for (const t of translators) {
      const by = (word: string) => systemText(t, system('consultation_resolved', word, 'fang'), 'qiang', null);
      expect(by(reason)).not.toBe(by('agent'));
    }
  },
);

it.each([...wordsOf('ErrorCode'), ...OWN_CODES])('the error %s', (code) => {
  for (const t of translators) {
    const unsaid = reasonOf(t, code) === t('error.internal');
    expect(unsaid, 'only a fault of the server is called one').toBe(code === 'internal');
  }
});

it.each([
  ['state', 'ConsultationState'],
  ['presence', 'AgentAvailability'],
  ['role', 'Role'],
  ['channel', 'Channel'],
  ['terminal', 'Terminal'],
  ['why', 'AssignmentRule'],
])('%s has words for each %s', (family, name) => {
  for (const catalogue of [en, zhCN] as Readonly<Record<string, Message>>[]) {
    expect(wordsOf(name).filter((word) => !catalogue[`${family}.${word}`])).toEqual([]);
  }
});

it('an agent who was disabled has not lost the connection', () => {
  for (const t of translators) {
    for (const myUid of ['marta', 'qiang']) {
      const by = (reason: string) => systemText(t, system('consultation_released', reason, ''), myUid, null);
      expect(by('agent_disabled')).not.toBe(by('agent_lost'));
    }
  }
});
