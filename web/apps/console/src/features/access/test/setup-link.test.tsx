// The setup link: its code leaves the address bar at once and works exactly once.
import { act } from 'react';
import { expect, it } from 'vitest';
import { createFakeClient } from '../../../../harness/fake-client.ts';
import { createFakeRest } from '../../../../harness/fake-rest.ts';
import { byTestId, click, get, mount, type, until } from '../../../../test/dom.tsx';
import { ME } from '../../../../test/samples.ts';
import { App } from '../../../app/app.tsx';
import { setPreference } from '../../../preferences/preferences.ts';
import { createServices } from '../../../seam/services.tsx';
import { takeSetupCode } from '../../../session/setup-link.ts';

function open(address: string) {
  setPreference('locale', 'en');
  history.pushState(null, '', address);
  const entries = history.length;
  const setupCode = takeSetupCode(location, history);
  const agent = { status: 'offline' as const, capacity: 5, load: 0, teams: [] };
  const rest = createFakeRest({ me: { ...ME, agent }, setupCode: 'one-time-code' });
  const services = createServices({
    baseUrl: 'http://desk.test',
    fetch: rest.fetch,
    setupCode,
    createChat: () => createFakeClient(ME.user.uid, []),
  });
  return { setupCode, rest, services, added: history.length - entries };
}

it('takes the code out of the address bar and of the history entry', () => {
  const { setupCode, added } = open('/console/#/setup?code=one-time-code&x=1');
  expect(setupCode).toBe('one-time-code');
  expect(location.href).not.toContain('one-time-code');
  expect(location.hash).toBe('#/setup');
  expect(added).toBe(0);
});

it('leaves other addresses alone', () => {
  expect(open('/console/#/mine/abc').setupCode).toBeNull();
  expect(location.hash).toBe('#/mine/abc');
});

it('shows whose account it is, checks the password, signs in and keeps the code nowhere', async () => {
  const { services, rest } = open('/console/#/setup?code=one-time-code');
  mount(<App services={services} />);
  await until(() => byTestId('setup-form'), 'the form');
  expect(document.body.textContent).toContain('Welcome, Fang');
  expect(document.body.textContent).toContain('Far Travel');
  const submit = get('[data-testid=setup-form] [type=submit]') as HTMLButtonElement;
  await type(get('[name=password]'), 'short');
  expect(submit.disabled).toBe(true);
  await type(get('[name=password]'), 'Blue-Goose-2026');
  await type(get('[name=repeat]'), 'Blue-Goose-2025');
  expect(submit.disabled).toBe(true);
  await type(get('[name=repeat]'), 'Blue-Goose-2026');
  expect(submit.disabled).toBe(false);
  await click(submit);
  await until(() => byTestId('workbench'), 'the workbench');
  expect(rest.state.requests.find(({ path }) => path === '/v1/console/setup')?.body).toEqual({
    code: 'one-time-code',
    password: 'Blue-Goose-2026',
  });
  expect(JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage })).not.toContain('one-time-code');
});

it('says so when the link was used already', async () => {
  const { services } = open('/console/#/setup?code=another');
  mount(<App services={services} />);
  await until(() => byTestId('setup-dead-end'), 'the dead end');
  expect(document.body.textContent).toContain('no longer valid');
  await act(async () => undefined);
});
