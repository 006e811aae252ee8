// Takes pictures of every screen of a built harness: node harness/shots.mjs <built folder> <picture folder> [name filter]
import { createReadStream, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const [built, pictures, filter = ''] = process.argv.slice(2);
if (!built || !pictures) throw new Error('usage: node harness/shots.mjs <built folder> <picture folder> [name filter]');
mkdirSync(pictures, { recursive: true });

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const POLICY =
  "default-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname.replace(/^\/console\/?/, '') || 'index.html';
  const file = join(built, path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': POLICY,
  });
  return createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const SIZES = { wide: [1440, 900], middle: [1024, 768], phone: [390, 844] };
const SCENES = [
  ['desk', '#/mine/consultation-1'],
  ['list', '#/mine'],
  ['queue', '#/queue', { scene: 'desk' }],
  ['queue-full', '#/queue', { scene: 'full' }],
  ['resolved', '#/resolved/consultation-39', { scene: 'desk' }],
  ['breached', '#/mine/consultation-2', { scene: 'desk' }],
  ['long', '#/mine/consultation-8', { scene: 'desk' }],
  ['rtl', '#/mine/consultation-6', { scene: 'desk' }],
  ['statuses', '#/mine/consultation-1'],
  ['empty', '#/mine'],
  ['empty-offline', '#/mine'],
  ['empty-queue', '#/queue', { scene: 'empty' }],
  ['error', '#/mine/consultation-1'],
  ['slow', '#/mine'],
  ['reconnecting', '#/mine/consultation-1'],
  ['replaced', '#/mine/consultation-1'],
  ['login', '#/login'],
  ['limited', '#/login', { act: 'login' }],
  ['setup', '#/setup?code=sample-code', { act: 'setup' }],
  ['setup-dead', '#/setup', { scene: 'setup' }],
  ['settings', '#/mine/consultation-1', { scene: 'desk', act: 'settings' }],
  ['presence', '#/mine/consultation-1', { scene: 'desk', act: 'presence' }],
  ['why', '#/mine/consultation-1', { scene: 'desk', act: 'why' }],
  ['emoji', '#/mine/consultation-1', { scene: 'desk', act: 'emoji' }],
  ['sheet', '#/mine/consultation-1', { scene: 'desk', act: 'sheet' }],
  ['resolve', '#/mine/consultation-1', { scene: 'desk', act: 'resolve' }],
  ['drawer', '#/mine/consultation-1', { scene: 'desk', act: 'drawer' }],
  ['jump', '#/mine/consultation-1', { scene: 'desk', act: 'jump' }],
  ['settings-list', '#/mine', { scene: 'desk', act: 'settings' }],
  ['presence-list', '#/mine', { scene: 'desk', act: 'presence' }],
  ['compact', '#/mine/consultation-1', { scene: 'desk', density: 'compact' }],
];

const ACTS = {
  login: async (page) => {
    await page.fill('[name=uid]', 'agent-fang');
    await page.fill('[name=password]', 'something wrong');
    await page.click('[type=submit]');
  },
  setup: async (page) => {
    await page.fill('[name=password]', 'Blue-Goose-2026');
    await page.fill('[name=repeat]', 'Blue-Goose-202');
  },
  settings: (page) => page.click('[data-testid=settings-menu]'),
  presence: (page) => page.click('[data-testid=presence-menu]'),
  why: (page) => page.click('[data-testid=why-me]'),
  emoji: (page) => page.click('[data-testid=emoji-button]'),
  sheet: (page) => page.keyboard.press('Control+/'),
  resolve: (page) => page.click('[data-testid=resolve]'),
  drawer: async (page) => {
    if (!(await page.isVisible('[data-testid=visitor-pane]'))) await page.click('[data-testid=toggle-side]');
  },
  jump: async (page) => {
    if (!(await page.isVisible('[data-testid=visitor-pane]'))) await page.click('[data-testid=toggle-side]');
    await page.locator('[data-testid=past-consultation]').last().click();
    await page.waitForTimeout(900);
  },
};

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let faults = 0;
for (const [size, [width, height]] of Object.entries(SIZES)) {
  for (const locale of ['zh-CN', 'en']) {
    for (const theme of ['light', 'dark']) {
      for (const [name, hash, options = {}] of SCENES) {
        const picture = `${name}.${size}.${locale}.${theme}`;
        if (!new RegExp(filter).test(picture)) continue;
        const context = await browser.newContext({ viewport: { width, height }, hasTouch: size === 'phone' });
        const page = await context.newPage();
        page.on('console', (message) => {
          const text = message.text();
          if (message.type() === 'error' && !/status of 404/.test(text)) {
            faults += 1;
            console.error(picture, text);
          }
        });
        page.on('pageerror', (error) => {
          faults += 1;
          console.error(picture, error);
        });
        const query = new URLSearchParams({
          scene: options.scene ?? name,
          locale,
          theme,
          density: options.density ?? 'comfortable',
        });
        await page.goto(`${origin}/console/?${query}${hash}`);
        await page.waitForTimeout(900);
        if (options.act) {
          await ACTS[options.act](page).catch((error) => console.error(picture, String(error).split('\n')[0]));
          await page.waitForTimeout(400);
        }
        if (name === 'statuses' || name === 'reconnecting') await page.waitForTimeout(900);
        if (name === 'error') await page.waitForTimeout(4_500);
        await page.screenshot({ path: join(pictures, `${picture}.png`) });
        await context.close();
      }
    }
  }
}
await browser.close();
server.close();
console.log(faults === 0 ? 'no faults in the console' : `${faults} faults in the console`);
