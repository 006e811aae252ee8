/** Pages as they are: they count bytes, throw nodes away, are written into, forbid things, and have no viewport. */
import type { FrameLocator, Page } from '@playwright/test';
import { browser } from '../support/browser.ts';
import { expect, test } from '../support/fixtures.ts';
import { reactPage } from '../support/react-page.ts';
import type { SkeinServer } from '../support/server.ts';

// The pages of these tests come from the test itself, which the browser takes for the internet, and Skein from this machine.
const { args = [] } = browser.launchOptions ?? {};
test.use({
  launchOptions: { ...browser.launchOptions, args: [...args, '--disable-features=LocalNetworkAccessChecks'] },
});

const chatIn = (page: Page): FrameLocator => page.locator('iframe[sandbox]').contentFrame();
const launcherOf = (page: Page) => page.getByTestId('skein-launcher');
const skein = (page: Page, ...call: unknown[]) =>
  page.evaluate((given) => (window as unknown as { skein(...call: unknown[]): void }).skein(...given), call);

interface HostPage {
  head?: string;
  body?: string;
  site?: string;
}

/** A page of somebody on an origin that the demo's site allows. */
async function open(
  page: Page,
  server: SkeinServer,
  { head = '', body = '', site = 'demo' }: HostPage = {},
): Promise<void> {
  const script = `<script src="${server.url}/widget/loader.js" async data-site="${site}"></script>`;
  await page.route(`${server.shopUrl}/guest`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><head><title>Host</title><link rel="icon" href="data:,">${head}${script}</head><body>${body}</body></html>`,
    }),
  );
  await page.goto(`${server.shopUrl}/guest`);
}

/** The launcher is there, and answers. */
async function works(page: Page): Promise<void> {
  await expect(page.locator('body > skein-chat')).toHaveCount(1);
  await launcherOf(page).click();
  await expect(launcherOf(page)).toHaveAttribute('aria-expanded', 'true');
  await expect(chatIn(page).getByTestId('home')).toBeVisible();
  await expect(page.getByTestId('skein-bubble'), 'without words there is none').toBeHidden();
  await launcherOf(page).click();
  await expect(launcherOf(page)).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByTestId('skein-bubble')).toBeHidden();
}

test('nothing but the loader and its configuration is fetched, and nothing is stored, before a visitor touches it or has a talk', async ({
  server,
  newPage,
}) => {
  const page = await newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(server.url)) asked.push(new URL(request.url()).pathname);
  });
  await page.clock.install();
  await open(page, server);
  await expect(launcherOf(page)).toBeVisible();
  await page.clock.fastForward(300_000);
  expect(asked).toEqual(['/widget/loader.js', '/v1/widget/sites/demo/config']);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie.length])).toEqual([
    0, 0, 0,
  ]);
  expect(await page.context().cookies()).toEqual([]);

  await launcherOf(page).hover();
  await expect(page.getByTestId('skein-panel')).toHaveClass(/ready/);
  expect(asked).toContain('/widget/panel.js');
  expect(asked, 'nor has anybody a session before the chat is opened').not.toContain('/v1/widget/sites/demo/sessions');
  await launcherOf(page).click();
  await chatIn(page).getByTestId('start-chat').click();
  await chatIn(page).getByTestId('composer').fill('Do you answer later?');
  await chatIn(page).getByTestId('composer').press('Enter');
  await expect(chatIn(page).getByTestId('message')).toHaveAttribute('data-status', /sent|delivered|read/);
  expect(await page.evaluate(() => Object.keys(localStorage)), 'a mark, and nobody in it').toEqual(['skein:demo:talk']);

  asked.length = 0;
  await page.reload();
  await expect(launcherOf(page)).toBeVisible();
  await page.clock.fastForward(6_000);
  await expect.poll(() => asked, 'a talk is looked after').toContain('/v1/widget/sites/demo/sessions');
});

test.describe('a page that is not for the chat', () => {
  test.use({ expected: /status of 404|Content Security Policy|ERR_BLOCKED_BY_CSP/ });

  test('shows nothing, and its console says why in one line', async ({ server, newPage }) => {
    const page = await newPage();
    const lines: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('skein:')) lines.push(message.text());
    });
    await open(page, server, { site: 'nobody' });
    await expect.poll(() => lines).toEqual([`skein: ${server.url} has no site "nobody"`]);
    await skein(page, 'open');
    await expect(launcherOf(page)).toHaveCount(0);

    lines.length = 0;
    const policy = `default-src 'none'; script-src ${server.url}; connect-src ${server.url}`;
    await page.unroute(`${server.shopUrl}/guest`);
    await open(page, server, { head: `<meta http-equiv="Content-Security-Policy" content="${policy}">` });
    await launcherOf(page).click();
    await expect.poll(() => lines).toEqual([expect.stringContaining(`needs frame-src ${server.url}`)]);
    await expect(launcherOf(page), 'no button that would never work').toHaveCount(0);
  });
});

test.describe('React that hydrates the whole document', () => {
  test.use({ expected: /[Hh]ydrat|Minified React error/ });

  test('throws the button away and gets it back, and the page may open it', async ({ server, newPage }) => {
    const page = await newPage();
    const { html, script } = await reactPage(`${server.url}/widget/loader.js`);
    await page.route(`${server.shopUrl}/react.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await page.route(`${server.shopUrl}/guest`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto(`${server.shopUrl}/guest`);
    await expect(launcherOf(page)).toBeVisible();
    const first = await page.locator('body > skein-chat').elementHandle();
    await page.evaluate(() => (window as unknown as { hydrate(): void }).hydrate());
    await expect(page.getByText('Drawn by the browser')).toBeVisible();
    await works(page);
    await skein(page, 'open');
    await expect(chatIn(page).getByTestId('home')).toBeVisible();
    await first?.dispose();
  });
});

test('a page that swaps its body, empties it or is written anew keeps the button, also in the middle of a chat', async ({
  server,
  newPage,
}) => {
  const page = await newPage();
  await open(page, server, { body: '<p>First</p>' });
  await expect(launcherOf(page)).toBeVisible();
  await page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body));
  await works(page);
  await page.evaluate(() => {
    document.body.innerHTML = '<p>Second</p>';
  });
  await works(page);
  await page.evaluate(() => {
    // Takes all listeners of the document along.
    document.open();
    document.write('<!doctype html><title>Third</title><p>Third</p>');
    document.close();
  });
  await works(page);
  await launcherOf(page).click();
  await chatIn(page).getByTestId('start-chat').click();
  await chatIn(page).getByTestId('composer').fill('half a sentence');
  await page.evaluate(() => document.body.replaceChildren());
  await expect(launcherOf(page)).toHaveAttribute('aria-expanded', 'true');
  await chatIn(page).getByTestId('start-chat').click();
  await expect(chatIn(page).getByTestId('composer')).toHaveValue('half a sentence');
});

test('the focus stays where somebody writes, however slow the frame and whatever the page calls', async ({
  server,
  newPage,
}) => {
  const page = await newPage();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/widget/frame?*', async (route) => {
    await released;
    await route.continue();
  });
  await open(page, server, {
    body: '<input id="field" aria-label="Field"><button onclick="skein(\'open\')">Ask us</button>',
  });
  const field = page.locator('#field');
  const ready = expect(page.getByTestId('skein-panel'));
  await launcherOf(page).click();
  await field.click();
  await page.keyboard.type('one ');
  release();
  await ready.toHaveClass(/ready/);
  await page.keyboard.type('two ');
  for (const call of ['close', 'open', 'toggle', 'toggle', 'close']) {
    await skein(page, call);
    await page.keyboard.type('x ');
  }
  await expect(field).toHaveValue('one two x x x x x ');
  await expect(launcherOf(page), 'no space has opened it again').toHaveAttribute('aria-expanded', 'false');

  await page.getByText('Ask us').click();
  await chatIn(page).getByTestId('start-chat').click();
  await expect(chatIn(page).getByTestId('composer')).toBeFocused();
  await page.keyboard.type('into the chat');
  await expect(chatIn(page).getByTestId('composer'), 'by the visitor: there').toHaveValue('into the chat');
  await skein(page, 'close');
  await page.keyboard.type(' ');
  await expect(launcherOf(page)).toHaveAttribute('aria-expanded', 'false');
});

test('the question carries the page that it was asked on', async ({ server, newPage }) => {
  const page = await newPage();
  await open(page, server);
  await launcherOf(page).click();
  await chatIn(page).getByTestId('start-chat').click();
  await expect(chatIn(page).getByTestId('send')).toBeDisabled();
  await page.evaluate(() => {
    history.pushState(null, '', '/another-product?colour=red');
    document.title = 'Another product';
  });
  const told = page.waitForRequest(
    (request) => request.url().endsWith('/v1/widget/thread') && (request.postData() ?? '').includes('another-product'),
  );
  await chatIn(page).getByTestId('composer').fill('Is it red?');
  await chatIn(page).getByTestId('composer').press('Enter');
  expect((await told).postDataJSON()).toMatchObject({ clue: { pageTitle: 'Another product' } });
  await expect(chatIn(page).getByTestId('message')).toHaveAttribute('data-status', /sent|delivered|read/);
});

test('on a phone without a viewport rule everything is as large as it is meant to be', async ({ server, newPage }) => {
  const page = await newPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await open(page, server, { body: '<p style="height:3000px">A page of 980 pixels.</p>' });
  expect(await page.evaluate(() => document.documentElement.clientWidth), 'the page is shrunk').toBeGreaterThan(900);
  const shown = () =>
    launcherOf(page).evaluate((button) => button.getBoundingClientRect().width * (window.visualViewport?.scale ?? 1));
  await expect(launcherOf(page)).toBeVisible();
  expect(Math.round(await shown())).toBe(56);
  await launcherOf(page).tap();
  const home = chatIn(page).getByTestId('home');
  await expect(home).toBeVisible();
  expect(await home.evaluate(() => window.innerWidth), 'the chat is laid out for the phone').toBe(390);
  await expect(launcherOf(page)).toBeHidden();
});

test('a page enlarged to 400 % leaves more than half of its height to the talk', async ({ newVisitor }) => {
  const visitor = await newVisitor({ viewport: { width: 360, height: 225 } });
  await visitor.ask('Can I read this?');
  const log = await visitor.part('log-scroller').evaluate((element) => element.clientHeight / window.innerHeight);
  expect(log).toBeGreaterThan(0.5);
});
