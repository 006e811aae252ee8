// What the server says in a conversation, by its contract, has words in both languages: events and their reasons.
import type { SystemContent, SystemEventName } from '@skein/sdk';
import { expect, it } from 'vitest';
import { wordsOf } from '../../../../test/contract.ts';
import { deskTexts } from '../../../desk/texts/texts.ts';
import { translatorOf } from '../../../i18n/texts.ts';
import { kitTexts } from '../../../kit/texts/texts.ts';
import { workbenchTexts } from '../texts/texts.ts';
import { systemText } from '../thread/system-text.ts';
import { buildTimeline } from '../thread/timeline-items.ts';

const translators = (['en', 'zh-CN'] as const).map((locale) =>
  translatorOf([workbenchTexts, kitTexts, deskTexts], locale),
);

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

it.each(wordsOf('AssignmentRule'))('the rule %s', (rule) => {
  expect(workbenchTexts.en).toHaveProperty([`why.${rule}`]);
});

it('an agent who was disabled has not lost the connection', () => {
  for (const t of translators) {
    for (const myUid of ['marta', 'qiang']) {
      const by = (reason: string) => systemText(t, system('consultation_released', reason, ''), myUid, null);
      expect(by('agent_disabled')).not.toBe(by('agent_lost'));
    }
  }
});
