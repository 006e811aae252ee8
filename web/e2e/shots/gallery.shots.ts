/** Every screen in both languages and both themes, four to a sheet: `test-results/shots/gallery/SCREEN.png`, to be looked at. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

const GALLERY = fileURLToPath(new URL('../test-results/gallery', import.meta.url));
const SINGLE = join(GALLERY, 'single');
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const PAIRS = [
  { locale: 'zh-CN', colorScheme: 'light', agentUid: 'fang', colleagueUid: 'qiang' },
  { locale: 'zh-CN', colorScheme: 'dark', agentUid: 'fang', colleagueUid: 'qiang' },
  { locale: 'en', colorScheme: 'light', agentUid: 'marta', colleagueUid: 'qiang' },
  { locale: 'en', colorScheme: 'dark', agentUid: 'marta', colleagueUid: 'qiang' },
] as const;

const WORDS = {
  'zh-CN': {
    question: '你好，这条线路老人走得动吗？',
    answer: '走得动的，每天不超过 **5 公里**。',
    more: '太好了，谢谢！',
    unsent: '这句还在路上',
    refused: '这句服务器不收',
  },
  en: {
    question: 'Is this tour easy enough for my mother?',
    answer: 'It is: no day has more than **five kilometres**.',
    more: 'Lovely, thank you!',
    unsent: 'This one is on its way',
    refused: 'This one the server does not take',
  },
} as const;

async function keep(page: Page, screen: string, pair: { locale: string; colorScheme: string }): Promise<void> {
  const path = join(SINGLE, screen, `${pair.locale}-${pair.colorScheme}.png`);
  await page.screenshot({ path, caret: 'hide', animations: 'disabled' });
}

/** Sends with these words get an error that no retry cures, as after a member was taken out. */
async function refuse(page: Page, words: string): Promise<void> {
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const text = String(frame);
      if (!text.includes(words)) return server.send(frame);
      const { id, send } = JSON.parse(text);
      const error = { code: 'ERROR_CODE_FORBIDDEN', clientMsgId: send.clientMsgId };
      socket.send(JSON.stringify({ id, error }));
    });
  });
}

test.use({ expected: /net::ERR_|WebSocket connection to|status of 4/ });

test.beforeAll(async () => {
  await mkdir(SINGLE, { recursive: true });
});

for (const pair of PAIRS) {
  test(`doors, ${pair.locale}, ${pair.colorScheme}`, async ({ server, newPage }) => {
    const page = await newPage({ locale: pair.locale, colorScheme: pair.colorScheme, viewport: DESKTOP });
    await page.goto(`${server.url}/console/`);
    await expect(page.getByTestId('login-form')).toBeVisible();
    await keep(page, 'door-sign-in', pair);
    await page.locator('[name=uid]').fill('fang');
    await page.locator('[name=password]').fill('not the password');
    await page.locator('[name=password]').press('Enter');
    await expect(page.getByTestId('login-error')).toBeVisible();
    await keep(page, 'door-sign-in-refused', pair);
    await page.setViewportSize(PHONE);
    await keep(page, 'door-sign-in-phone', pair);
    await page.setViewportSize(DESKTOP);
    await page.goto(`${server.url}/console/#/setup`);
    await expect(page.getByTestId('setup-dead-end')).toBeVisible();
    await keep(page, 'door-setup-dead-end', pair);
    await page.goto(`${server.url}/console/#/setup?code=${server.setupCode(pair.colleagueUid)}`);
    await page.getByTestId('setup-form').locator('[name=password]').fill('short');
    await page.getByTestId('setup-form').locator('[name=password]').press('Enter');
    await keep(page, 'door-setup', pair);
    await page.goto(`${server.url}/nowhere`);
    await keep(page, 'door-not-found', pair);
  });

  test(`a conversation, ${pair.locale}, ${pair.colorScheme}`, async ({ newVisitor, newAgent }) => {
    const words = WORDS[pair.locale];
    const options = { locale: pair.locale, colorScheme: pair.colorScheme, viewport: DESKTOP };
    const agent = await newAgent(pair.agentUid, { ...options, prepare: (page) => refuse(page, words.refused) });
    const desk = (screen: string) => keep(agent.page, `desk-${screen}`, pair);
    await expect(agent.part('mine-empty')).toBeVisible();
    await desk('mine-empty');
    await agent.show('queue');
    await expect(agent.part('queue-empty')).toBeVisible();
    await desk('queue-empty');
    await agent.part('presence-menu').click();
    await desk('presence');
    await agent.page.keyboard.press('Escape');
    await agent.part('settings-menu').click();
    await desk('settings');
    await agent.page.keyboard.press('Escape');
    await agent.page.keyboard.press('Control+/');
    await expect(agent.part('shortcut-sheet')).toBeVisible();
    await desk('shortcuts');
    await agent.page.keyboard.press('Escape');

    const visitor = await newVisitor({ ...options, viewport: { width: 1280, height: 800 } });
    const widget = (screen: string) => keep(visitor.page, `widget-${screen}`, pair);
    await visitor.visit();
    await widget('shop');
    await visitor.visit('#/product/kanas-autumn');
    await visitor.launcher.click();
    await expect(visitor.part('start-chat')).toBeVisible();
    await widget('home');
    await visitor.enterChat();
    await widget('empty');
    await visitor.part('emoji').click();
    await widget('emoji');
    await visitor.page.keyboard.press('Escape');
    await visitor.say(words.question);
    await expect(visitor.part('queue-card')).toHaveAttribute('data-position', '1');
    await widget('queue');
    await expect(agent.part('queue-row')).toHaveCount(1);
    await desk('queue');

    await agent.become('online');
    await agent.show('mine');
    await agent.open(visitor.name);
    await agent.say(words.answer);
    await visitor.say(words.more);
    await expect(visitor.message(words.more)).toHaveAttribute('data-status', 'read');
    await agent.composer.pressSequentially('…');
    await expect(visitor.part('typing')).toBeVisible();
    await desk('chat');
    await widget('chat');
    await visitor.part('menu').click();
    await widget('menu');
    await visitor.page.keyboard.press('Escape');
    await visitor.page.setViewportSize(PHONE);
    await widget('chat-phone');
    await visitor.page.setViewportSize({ width: 844, height: 390 });
    await widget('chat-landscape');
    await visitor.page.setViewportSize({ width: 1280, height: 800 });
    await agent.composer.fill('');
    await agent.page.setViewportSize(PHONE);
    await desk('chat-phone');
    await agent.part('chat-back').click();
    await desk('list-phone');
    await agent.page.setViewportSize(DESKTOP);
    await agent.open(visitor.name);
    await agent.say(words.refused);
    await expect(agent.part('message-failed')).toBeVisible();
    await desk('failed');
    await agent.part('message-edit').click();
    await expect(agent.composer).toHaveValue(words.refused);
    await desk('edited');
    await agent.composer.fill('');
    await agent.part('presence-menu').click();
    await agent.part('presence-offline').click();
    await expect(agent.part('offline-dialog')).toBeVisible();
    await desk('offline');
    await agent.page.keyboard.press('Escape');
    await agent.part('resolve').click();
    await expect(agent.part('resolve-dialog')).toBeVisible();
    await desk('resolve');
    await agent.part('resolve-confirm').click();
    await expect(agent.part('undo-toast')).toBeVisible();
    await desk('undo');
    await agent.part('undo-close').click();
    await expect(agent.part('read-only-bar')).toBeVisible();
    await agent.show('resolved');
    await expect(agent.row(visitor.name)).toBeVisible();
    await desk('resolved');
    await expect(visitor.part('rating')).toBeVisible();
    await widget('rating');
    await visitor.star(2).click();
    await expect(visitor.part('rating-comment')).toBeVisible();
    await widget('rating-low');
    await visitor.part('rate-submit').click();
    await expect(visitor.part('rating')).toBeHidden();
    await widget('rated');
    await expect(agent.part('this-consultation').getByTestId('rating-card')).toBeVisible();
    await desk('rated');
    await visitor.part('back').click();
    await widget('home-continue');
  });

  test(`trouble, ${pair.locale}, ${pair.colorScheme}`, async ({ server, newVisitor, newAgent }) => {
    const words = WORDS[pair.locale];
    const options = { locale: pair.locale, colorScheme: pair.colorScheme, viewport: DESKTOP };
    const visitor = await newVisitor({ ...options, viewport: { width: 1280, height: 800 } });
    await visitor.ask(words.question);
    const agent = await newAgent(pair.agentUid, options);
    await agent.become('online');
    await agent.open(visitor.name);
    await agent.say(words.answer);
    await expect(visitor.part('message')).toHaveCount(2);
    await agent.part('settings-menu').click();
    await agent.part('sign-out').click();
    await expect(agent.part('sign-out-dialog')).toBeVisible();
    await keep(agent.page, 'desk-sign-out', pair);
    await agent.page.keyboard.press('Escape');
    await server.kill();
    await expect(visitor.part('connection-bar')).toBeVisible();
    await expect(agent.part('connection-bar')).toBeVisible();
    await visitor.say(words.unsent);
    await agent.say(words.unsent);
    await keep(visitor.page, 'widget-cut', pair);
    await keep(agent.page, 'desk-cut', pair);
    const other = await newVisitor({ ...options, viewport: { width: 1280, height: 800 } });
    await server.resume();
    await other.visit();
    await server.kill();
    await other.launcher.click();
    await expect(other.page.getByTestId('skein-badge')).toBeVisible();
    await keep(other.page, 'widget-unreachable', pair);
    await server.resume();
    await expect(agent.part('connection-bar')).toBeHidden({ timeout: 40_000 });
    const elsewhere = await newAgent(pair.agentUid, options);
    await expect(agent.part('connection-notice')).toBeVisible();
    await keep(agent.page, 'desk-replaced', pair);
    // What waited has arrived before the end, or it would open the next consultation; only unanswered words are asked about.
    await expect(visitor.part('connection-bar')).toBeHidden({ timeout: 40_000 });
    await elsewhere.open(visitor.name);
    await expect(elsewhere.part('message')).toHaveCount(4);
    await elsewhere.resolve();
    await agent.page.close();
  });
}

test('the sheets', async ({ newPage }) => {
  const page = await newPage({ viewport: { width: 1960, height: 1260 } });
  for (const screen of await readdir(SINGLE)) {
    const files = (await readdir(join(SINGLE, screen))).sort();
    const pictures = await Promise.all(
      files.map(async (file) => {
        const data = (await readFile(join(SINGLE, screen, file))).toString('base64');
        return `<figure><img src="data:image/png;base64,${data}"><figcaption>${file}</figcaption></figure>`;
      }),
    );
    await page.setContent(
      `<style>body{margin:8px;display:grid;grid-template-columns:1fr 1fr;gap:8px;font:12px sans-serif;background:#888}
       figure{margin:0}img{max-width:100%;max-height:1200px;display:block}</style>${pictures.join('')}`,
    );
    await page.screenshot({ path: join(GALLERY, `${screen}.png`), fullPage: true });
  }
});
