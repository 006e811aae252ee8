// Sign-in: helpful about what to do, silent about who exists.
import { expect, it } from 'vitest';
import { createFakeClient } from '../../../../harness/fake-client.ts';
import { createFakeRest, type FakeRestState } from '../../../../harness/fake-rest.ts';
import { byTestId, click, get, mount, type, until } from '../../../../test/dom.tsx';
import { ME } from '../../../../test/samples.ts';
import { App } from '../../../app/app.tsx';
import { setPreference } from '../../../preferences/preferences.ts';
import { createServices } from '../../../seam/services.tsx';

async function open(initial: Partial<FakeRestState> = {}, down = false) {
  setPreference('locale', 'en');
  const rest = { ...createFakeRest({ me: ME, password: 'correct horse', ...initial }), down };
  const services = createServices({
    baseUrl: 'http://desk.test',
    fetch: (...request) => (rest.down ? Promise.reject(new TypeError('failed to fetch')) : rest.fetch(...request)),
    setupCode: null,
    createChat: () => createFakeClient(ME.user.uid, []),
  });
  mount(<App services={services} />);
  await until(() => byTestId('login-form') ?? byTestId('server-unreachable'), 'a page');
  return { rest, services };
}

async function signIn(uid: string, password: string): Promise<string> {
  await type(get('[name=uid]'), uid);
  await type(get('[name=password]'), password);
  await click(get('[data-testid=login-form] [type=submit]'));
  await until(() => byTestId('login-error') ?? byTestId('workbench') ?? byTestId('admit'), 'an answer');
  return byTestId('login-error')?.textContent ?? '';
}

it('gives the same answer to an unknown user and a wrong password', async () => {
  await open();
  const wrongPassword = await signIn('agent-1', 'wrong');
  const unknownUser = await signIn('nobody', 'wrong');
  expect(wrongPassword).not.toBe('');
  expect(unknownUser).toBe(wrongPassword);
  expect(unknownUser).not.toMatch(/exist|unknown|not found/i);
});

it('says how long to wait after too many attempts', async () => {
  await open({ failures: new Map([['/v1/console/login', { status: 429, code: 'rate_limited', retryAfterS: 42 }]]) });
  expect(await signIn('agent-1', 'x')).toContain('Try again in 42 s');
});

it('tells a broken network from a wrong password', async () => {
  const { rest } = await open();
  rest.fetch = () => Promise.reject(new TypeError('failed to fetch'));
  expect(await signIn('agent-1', 'x')).toContain('can’t be reached');
});

it('says that the server is away instead of asking for a password, and goes on when it is back', async () => {
  const { rest } = await open({ signedIn: true }, true);
  expect(byTestId('login-form')).toBeNull();
  expect(byTestId('server-unreachable')?.textContent).toContain('Your sign-in is kept');
  rest.down = false;
  await click(get('[data-testid=server-unreachable] button'));
  await until(() => byTestId('workbench'), 'the workbench');
});

it('shows a request id when the server fails', async () => {
  await open({ failures: new Map([['/v1/console/login', { status: 500, code: 'internal' }]]) });
  expect(await signIn('agent-1', 'x')).toContain('req-7f3a91c2');
});

it('asks for missing fields without asking the server', async () => {
  const { rest } = await open();
  await click(get('[data-testid=login-form] [type=submit]'));
  expect(get('[name=uid]').getAttribute('aria-invalid')).toBe('true');
  expect(rest.state.requests.map(({ path }) => path)).toEqual(['/v1/console/refresh']);
});

it('switches the language and shows the password', async () => {
  await open();
  await type(get('[name=password]'), 'secret');
  await click(get('[aria-label="Show password"]'));
  expect(get('[name=password]').getAttribute('type')).toBe('text');
  await click(get('[lang="zh-CN"]'));
  expect(document.body.textContent).toContain('登录工作台');
});

it('asks before customers come, opens the workbench, and keeps the token nowhere but in memory', async () => {
  const { rest } = await open();
  await signIn('agent-1', 'correct horse');
  expect(byTestId('admit')?.textContent).toContain('still set to “Online”');
  expect(rest.state.requests.some(({ path }) => path.startsWith('/v1/desk/'))).toBe(false);
  await click(get('[data-testid=admit-offline]'));
  await until(() => byTestId('workbench'), 'the desk');
  expect(rest.state.me.agent?.status).toBe('offline');
  expect(byTestId('status-banner')).not.toBeNull();
  expect(JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage })).not.toContain('token-1');
});
