/** A console and a chat behind another tab for a quarter of an hour, in a browser that slows them down: connections made. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Agent } from '../support/agent.ts';
import { expect, test } from '../support/fixtures.ts';
import { PlainBrowser } from '../support/plain-browser.ts';
import { cookieOf } from '../support/rest.ts';
import { Visitor } from '../support/visitor.ts';
import { withoutWebSocket } from '../support/without-websocket.ts';

const MINUTES = Number(process.env.MINUTES ?? 15);
/** So long the browser may take until it slows a page down. */
const SLOW_AFTER_MINUTES = 2;

/** Counts a timer of one second, in the page itself. */
async function countTicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counter = window as unknown as { ticks: number };
    counter.ticks = 0;
    setInterval(() => counter.ticks++, 1_000);
  });
  return () => page.evaluate(() => (window as unknown as { ticks: number }).ticks);
}

test(`${MINUTES} minutes behind another tab`, async ({ server, servers }) => {
  test.setTimeout((MINUTES + 5) * 60_000);
  const browser = await PlainBrowser.start();
  try {
    const { context } = browser;
    const session = await servers.signIn('fang');
    await context.addCookies([cookieOf(server, session)]);
    const agent = new Agent(await context.newPage());
    await agent.page.goto(`${server.url}/console/`);
    await agent.become('online');
    const chat = await context.newPage();
    await withoutWebSocket(chat);
    const visitor = new Visitor(chat, server);
    await visitor.ask('Will you still be there?');
    await agent.page.bringToFront();
    await agent.open(visitor.name);
    const hidden = [agent.page, visitor.page];
    const ticks = await Promise.all(hidden.map(countTicks));
    const front = await context.newPage();
    await front.bringToFront();
    for (const page of hidden) await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');

    const count = async () => ({
      'by WebSocket': await server.figure('skein_gateway_hellos_total', 'transport="websocket"'),
      'by long poll': await server.figure('skein_gateway_hellos_total', 'transport="long_poll"'),
      'cut for silence': await server.figure('skein_gateway_closes_total', 'reason="heartbeat_timeout"'),
      open: await server.figure('skein_gateway_sessions_open'),
    });
    const started = await count();
    let atFirst: number[] = [];
    for (let minute = 1; minute <= MINUTES; minute++) {
      await sleep(60_000);
      const ran = await Promise.all(ticks.map((read) => read()));
      if (minute === SLOW_AFTER_MINUTES) atFirst = ran;
      process.stdout.write(
        `minute ${minute}: ${JSON.stringify(await count())}; a timer of one second ran ${ran[0]} times in the console, ${ran[1]} times in the shop\n`,
      );
    }
    expect(await count(), 'connections of the start, and none since').toEqual(started);
    expect(started).toEqual({ 'by WebSocket': 1, 'by long poll': 1, 'cut for silence': 0, open: 2 });
    for (const [page, read] of ticks.entries()) {
      const since = (await read()) - (atFirst[page] ?? 0);
      expect(since, 'the browser let the page wake once a minute').toBeLessThanOrEqual(
        MINUTES - SLOW_AFTER_MINUTES + 1,
      );
    }
    for (const page of hidden) expect(await page.evaluate(() => document.hidden)).toBe(true);
  } finally {
    await browser.stop();
  }
});
