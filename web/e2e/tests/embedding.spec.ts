/** The widget on other people's pages: no trace in the layout, no way in for pages that were not allowed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import type { SkeinServer } from '../support/server.ts';

const chatIn = (page: Page): FrameLocator => page.locator('iframe[sandbox]').contentFrame();

/** A page of somebody else on an origin that the site allows: the shop's, with the shop taken out of it. */
async function openHostPage(page: Page, server: SkeinServer, policy = ''): Promise<void> {
  await page.route(`${server.shopUrl}/assets/*.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: '' }),
  );
  await page.goto(server.shopUrl);
  await page.evaluate(
    ({ source, content }) => {
      document.body.replaceChildren(
        ...Array.from({ length: 40 }, (_, index) => {
          const paragraph = document.createElement('p');
          paragraph.textContent = `Paragraph ${index} was here first.`;
          return paragraph;
        }),
      );
      if (content !== '') {
        const meta = document.createElement('meta');
        Object.assign(meta, { httpEquiv: 'Content-Security-Policy', content });
        document.head.append(meta);
      }
      const script = document.createElement('script');
      script.async = true;
      script.src = source;
      script.dataset.site = 'demo';
      document.head.append(script);
    },
    { source: `${server.url}/widget/loader.js`, content: policy },
  );
}

interface Measured {
  shift: number;
  longTasksMs: number[];
}

test('opening and closing the widget moves nothing on the page', async ({ server, newPage }, info) => {
  const page = await newPage();
  await openHostPage(page, server);
  await page.evaluate(() => {
    const measured: Measured = { shift: 0, longTasksMs: [] };
    Object.assign(window, { measured });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.longTasksMs.push(Math.round(entry.duration));
    }).observe({ type: 'longtask' });
  });
  const launcher = page.getByTestId('skein-launcher');
  await launcher.click();
  await expect(chatIn(page).getByTestId('home')).toBeVisible();
  await launcher.click();
  await expect(launcher).toHaveAttribute('aria-expanded', 'false');
  await launcher.click();
  await chatIn(page).getByTestId('start-chat').click();
  await expect(chatIn(page).getByTestId('composer')).toBeVisible();
  await chatIn(page).getByTestId('close').click();
  await expect(launcher).toHaveAttribute('aria-expanded', 'false');
  const measured = await page.evaluate(() => (window as unknown as { measured: Measured }).measured);
  expect(measured.shift, 'cumulative layout shift').toBe(0);
  // How long the page's thread was busy says as much about the machine as about the widget: told, not judged.
  info.annotations.push({ type: 'long tasks of the page, ms', description: measured.longTasksMs.join(', ') || 'none' });
});

test('on a phone the shop keeps a margin beside its name, its links and its tools', async ({ server, newPage }) => {
  const page = await newPage();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(server.shopUrl);
  const top = page.getByRole('banner');
  for (const part of [top.getByRole('link').first(), top.getByRole('navigation'), top.getByRole('combobox')]) {
    const box = await part.boundingBox();
    if (box === null) throw new Error('a part of the shop is not there');
    expect(box.x).toBeGreaterThanOrEqual(16);
    expect(box.x + box.width).toBeLessThanOrEqual(390 - 16);
  }
});

test('a strict policy of the host page is enough, nothing inline is needed', async ({ server, newPage }) => {
  const page = await newPage();
  const policy = [
    "default-src 'none'",
    `script-src ${server.url}`,
    `frame-src ${server.url}`,
    `connect-src ${server.url}`,
  ].join('; ');
  await openHostPage(page, server, policy);
  await page.getByTestId('skein-launcher').click();
  await expect(chatIn(page).getByTestId('home')).toBeVisible();
  await expect(chatIn(page).getByTestId('start-chat')).toBeVisible();
});

test.describe('a page that the site does not know', () => {
  test.use({ expected: /frame-ancestors|net::ERR_|blocked by CORS policy|status of 403/ });

  test("cannot frame the chat, nor talk to the server in a visitor's name", async ({ server, newPage }) => {
    const stranger = createServer((_request, response) => {
      const script = `<script src="${server.url}/widget/loader.js" async data-site="demo"></script>`;
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end(`<!doctype html><title>Stranger</title><link rel="icon" href="data:,">${script}<p>Not our page.</p>`);
    });
    await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening));
    try {
      const page = await newPage();
      const origin = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
      const told = page.waitForEvent('console', (message) => message.text().includes(`does not allow ${origin}`));
      await page.goto(origin);
      await told;
      await expect(page.getByTestId('skein-launcher'), 'no button that would never work').toHaveCount(0);
      const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
      await page.evaluate((url) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
      }, `${server.url}/widget/frame?site=demo`);
      await refused;
      const bare = await fetch(`${server.url}/widget/index.html`);
      expect(bare.status, 'nor has the page an address that names no site').toBe(404);

      const sessions = `${server.url}/v1/widget/sites/demo/sessions`;
      const fetched = await page.evaluate(async (url) => {
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(url, { method: 'POST', headers, body: '{}' }).catch(() => null);
        return answer?.ok ?? false;
      }, sessions);
      expect(fetched, 'the page gets no session').toBe(false);
      const { status } = await fetch(sessions, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: origin },
        body: '{}',
      });
      expect(status, 'nor does the server depend on the browser for that').toBe(403);
    } finally {
      stranger.closeAllConnections();
      await new Promise((closed) => stranger.close(closed));
    }
  });

  test('cannot frame the workbench', async ({ server, newPage }) => {
    const page = await newPage();
    await openHostPage(page, server);
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
    }, `${server.url}/console/`);
    await refused;
  });
});
