// The seam: a feature that nobody has heard of gets its address and its place in the rail by being listed, no more.
import { act } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import { open } from '../../../test/desk.tsx';
import { byTestId, click, get, until } from '../../../test/dom.tsx';
import { consultation, ME } from '../../../test/samples.ts';
import { deskTexts } from '../../desk/texts/texts.ts';
import { bindTexts, defineTexts } from '../../i18n/texts.ts';
import { kitTexts } from '../../kit/texts/texts.ts';
import { setPreference } from '../../preferences/preferences.ts';
import { useBadge } from '../../seam/badges.ts';
import { defineFeature } from '../../seam/feature.ts';
import { lazily } from '../../seam/lazily.tsx';
import { FEATURES, listFeatures } from '../features.ts';
import { appTexts } from '../texts/texts.ts';

const tideTexts = defineTexts({
  en: {
    'tide.name': 'Tide',
    'tide.many': { one: 'Tide, {count} wave', other: 'Tide, {count} waves' },
    'tide.high': 'High',
  },
  'zh-CN': { 'tide.name': '潮汐', 'tide.many': { other: '潮汐，{count} 道浪' }, 'tide.high': '涨潮' },
});
const useI18n = bindTexts([tideTexts, kitTexts]);

function TidePage() {
  const { t } = useI18n();
  useBadge('tide', 3);
  return <main data-testid="tide-page">{t('tide.high')}</main>;
}
const load = vi.fn(async () => TidePage);
const done = vi.fn();

const tide = defineFeature({
  name: 'tide',
  texts: tideTexts,
  isFor: ({ user }) => user.role !== 'customer',
  pages: [{ at: ['tide'], page: lazily(load) }],
  rail: { glyph: 'clock', label: 'tide.name', labelWithCount: 'tide.many' },
  menu: [{ glyph: 'clock', label: 'tide.name', testId: 'tide-link', run: done }],
});

const rail = () =>
  [...get('nav').querySelectorAll('[data-testid^=rail-]')].map((entry) => entry.getAttribute('aria-label'));

beforeEach(() => {
  load.mockClear();
  done.mockClear();
});

it('a listed feature has an address, a place in the rail, a badge and a line in the menu', async () => {
  open({ mine: [consultation('a')] }, '/console/#/mine', undefined, [...FEATURES, tide]);
  await until(() => byTestId('conversation-row'), 'the workbench');
  expect(rail()).toEqual(['Consultations', 'Tide']);
  expect(get('[data-testid=rail-workbench]').getAttribute('aria-current')).toBe('page');
  // Not before somebody wants to see it.
  expect(load).not.toHaveBeenCalled();

  await click(get('[data-testid=rail-tide]'));
  await until(() => byTestId('tide-page'), 'its page');
  expect(location.hash).toBe('#/tide');
  expect(byTestId('tide-page')?.textContent).toBe('High');
  expect(byTestId('workbench')).toBeNull();
  expect(rail()).toEqual(['Consultations', 'Tide, 3 waves']);
  expect(get('[data-testid=rail-tide]').getAttribute('aria-current')).toBe('page');
  expect(get('[data-testid=rail-workbench]').getAttribute('aria-current')).toBeNull();

  await act(async () => setPreference('locale', 'zh-CN'));
  expect(rail()[1]).toBe('潮汐，3 道浪');
  await act(async () => setPreference('locale', 'en'));

  await click(get('[data-testid=settings-menu]'));
  await click(get('[data-testid=tide-link]'));
  expect(done).toHaveBeenCalledTimes(1);

  await click(get('[data-testid=rail-workbench]'));
  await until(() => byTestId('conversation-row'), 'the workbench again');
  expect(location.hash).toBe('#/mine');
});

it('an address below its own opens it at once, and the workbench goes on calling the agent there', async () => {
  const { rest, server } = open({ mine: [] }, '/console/#/tide/low/12', undefined, [...FEATURES, tide]);
  await until(() => byTestId('tide-page'), 'its page');
  await until(() => server.sessions.size === 1, 'the connection');
  expect(byTestId('presence-menu')).not.toBeNull();
  rest.state.mine = [consultation('new')];
  await act(async () =>
    server.push('agent-1', {
      notice: {
        consultation: { consultationId: 'new', conversationId: 'thread-new', state: 'CONSULTATION_STATE_ASSIGNED' },
      },
    }),
  );
  await until(() => byTestId('spoken')?.textContent, 'the call');
  expect(byTestId('spoken')?.textContent).toBe('Customer new was assigned to you');
  expect(rail()).toEqual(['Consultations, 1 unread', 'Tide, 3 waves']);
  expect(byTestId('tide-page')).not.toBeNull();
});

it('a feature that is not for somebody is not there', async () => {
  const forAdmins = { ...tide, isFor: ({ user }: typeof ME) => user.role === 'admin' };
  open({ mine: [consultation('a')] }, '/console/#/tide', undefined, [...FEATURES, forAdmins]);
  // An address that nobody knows shows the first page.
  await until(() => byTestId('workbench'), 'the workbench');
  expect(rail()).toEqual(['Consultations']);
  expect(load).not.toHaveBeenCalled();
});

it('somebody who serves no customers gets what is for them, without the workbench', async () => {
  open({ me: { ...ME, agent: null } }, '/console/#/mine', undefined, [...FEATURES, tide]);
  await until(() => byTestId('tide-page'), 'the only page');
  expect(rail()).toEqual(['Tide, 3 waves']);
  expect(byTestId('presence-menu')).toBeNull();
});

it('every folder of features is listed, by its name, and no two want one address', () => {
  const folders = Object.keys(import.meta.glob('../../features/*/**')).map((path) => path.split('/')[3]);
  expect(FEATURES.map(({ name }) => name).sort()).toEqual([...new Set(folders)].sort());
  const addresses = FEATURES.flatMap(({ pages = [], pagesBeforeSignIn = [] }) => [
    ...pages,
    ...pagesBeforeSignIn,
  ]).flatMap(({ at }) => at);
  expect(new Set(addresses).size).toBe(addresses.length);
});

// Checked by the compiler: each of these is an error, and the test of types fails when one no longer is.
it('refuses what does not fit, by its types', () => {
  // @ts-expect-error -- a key that only one language has
  defineTexts({ en: { 'tide.name': 'Tide', 'tide.low': 'Low' }, 'zh-CN': { 'tide.name': '潮汐' } });
  const again = defineFeature({
    name: 'again',
    texts: defineTexts({ en: { 'tide.name': 'Other' }, 'zh-CN': { 'tide.name': '别的' } }),
    isFor: () => true,
  });
  // @ts-expect-error -- a key of another feature
  listFeatures([tide, again]);
  listFeatures([tide]);
  const likeShell = defineFeature({
    name: 'like-shell',
    texts: defineTexts({ en: { 'action.close': 'Shut' }, 'zh-CN': { 'action.close': '关' } }),
    isFor: () => true,
  });
  // @ts-expect-error -- a key of a shared room
  listFeatures([likeShell]);
  // @ts-expect-error -- nor can a room be bound to it
  bindTexts([likeShell.texts, kitTexts]);
  // @ts-expect-error -- a label that is none of its own words
  defineFeature({ ...tide, rail: { glyph: 'clock', label: 'tide.depth' } });
  expect([appTexts, deskTexts]).toHaveLength(2);
});
