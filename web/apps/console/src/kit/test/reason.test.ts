// Every error code of the contract, and of the SDK itself, has a reason in words.
import { expect, it } from 'vitest';
import { wordsOf } from '../../../test/contract.ts';
import { translatorOf } from '../../i18n/texts.ts';
import { reasonOf } from '../error-card.tsx';
import { kitTexts } from '../texts/texts.ts';

const translators = (['en', 'zh-CN'] as const).map((locale) => translatorOf([kitTexts], locale));
/** Of the SDK itself: it ends what waits by these, and no server sends them. */
const OWN_CODES = ['network', 'timeout', 'expired', 'outbox_full', 'disconnected'];

it.each([...wordsOf('ErrorCode'), ...OWN_CODES])('the error %s', (code) => {
  for (const t of translators) {
    const unsaid = reasonOf(t, code) === t('error.internal');
    expect(unsaid, 'only a fault of the server is called one').toBe(code === 'internal');
  }
});
