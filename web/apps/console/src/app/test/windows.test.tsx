// Several windows of one browser: one sign-in, one connection that goes to the window that is looked at, one set of choices.
import { act } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { open } from '../../../test/desk.tsx';
import { byTestId, click, get, until } from '../../../test/dom.tsx';
import { consultation } from '../../../test/samples.ts';
import { applyPreferences, setPreference, usePreferences } from '../../preferences/preferences.ts';
import type { TabNews, Tabs } from '../../session/tabs.ts';

/** The channel, with the other windows played by the test. */
function channel() {
  const listeners = new Set<(news: TabNews) => void>();
  const told: TabNews[] = [];
  const tabs: Tabs = {
    tell: (news) => told.push(news),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const hear = (news: TabNews) =>
    act(async () => {
      for (const listener of listeners) listener(news);
    });
  return { tabs, told, hear };
}

let visibility: 'visible' | 'hidden' = 'visible';
Object.defineProperty(document, 'visibilityState', { get: () => visibility });
afterEach(() => {
  visibility = 'visible';
});

it('leaves the connection to another window and takes it when it is turned to, without a fight', async () => {
  const { tabs, told, hear } = channel();
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine', tabs);
  await until(() => server.sessions.size === 1, 'the connection');
  await until(() => told.some(({ kind }) => kind === 'connected'), 'the news of it');
  await act(async () => server.goAway('agent-1', { reason: 'GO_AWAY_REASON_REPLACED' }));
  await hear({ kind: 'connected', uid: 'agent-1' });
  await until(() => byTestId('connection-notice')?.dataset.code === 'window', 'the calm notice');
  // Beside the other window it takes nothing by itself.
  expect(server.sessions.size).toBe(0);
  await act(async () => dispatchEvent(new Event('focus')));
  await until(() => server.sessions.size === 1, 'the connection');
  expect(byTestId('connection-notice')).toBeNull();
});

it('takes nothing back from another device', async () => {
  const { tabs } = channel();
  const { server } = open({ mine: [consultation('a')] }, '/console/#/mine', tabs);
  await until(() => server.sessions.size === 1, 'the connection');
  await act(async () => server.goAway('agent-1', { reason: 'GO_AWAY_REASON_REPLACED' }));
  await until(() => byTestId('connection-notice')?.dataset.code === 'replaced', 'the notice');
  await act(async () => dispatchEvent(new Event('focus')));
  expect(server.sessions.size).toBe(0);
});

it('does not connect in the background while another window is looked at', async () => {
  visibility = 'hidden';
  const { tabs, told, hear } = channel();
  const { server } = open({}, '/console/#/mine', tabs);
  await until(() => told.some(({ kind }) => kind === 'who-is-looked-at'), 'the question');
  await hear({ kind: 'looked-at', uid: 'agent-1' });
  expect(server.sessions.size).toBe(0);
  visibility = 'visible';
  await act(async () => document.dispatchEvent(new Event('visibilitychange')));
  await until(() => server.sessions.size === 1, 'the connection');
});

it('says that it is looked at, to a window in the background', async () => {
  const { tabs, told, hear } = channel();
  open({}, '/console/#/mine', tabs);
  await until(() => byTestId('workbench'), 'the desk');
  await hear({ kind: 'who-is-looked-at', uid: 'agent-1' });
  expect(told).toContainEqual({ kind: 'looked-at', uid: 'agent-1' });
  visibility = 'hidden';
  told.length = 0;
  await hear({ kind: 'who-is-looked-at', uid: 'agent-1' });
  expect(told).toEqual([]);
});

it('leaves with the window in which somebody signs out, and does what was held back before', async () => {
  const { tabs, hear } = channel();
  const { rest } = open({ mine: [consultation('a')] }, '/console/#/mine/a', tabs);
  await until(() => byTestId('resolve'), 'the button');
  await click(get('[data-testid=resolve]'));
  await hear({ kind: 'signing-out' });
  await until(() => rest.state.requests.some(({ path }) => path.endsWith('/a/resolve')), 'the request');
  await hear({ kind: 'signed-out' });
  await until(() => byTestId('login-form'), 'the sign-in page');
});

it('follows the choices made in another window, and does not write them back', () => {
  const stop = applyPreferences();
  setPreference('theme', 'light');
  const key = 'skein.console.preferences';
  localStorage.setItem(key, JSON.stringify({ ...usePreferences.getState(), theme: 'dark', sound: false }));
  const written = vi.spyOn(Storage.prototype, 'setItem');
  dispatchEvent(new StorageEvent('storage', { key, storageArea: localStorage }));
  expect(usePreferences.getState()).toMatchObject({ theme: 'dark', sound: false });
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(written).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  setPreference('sound', true);
  stop();
});
