/** The clocks of visitors and agents are off by days and are set while they talk: nothing is given up, and today is today. */
import { expect, test } from '../support/fixtures.ts';
import { setClock } from '../support/own-clock.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

// The connection is cut on purpose.
test.use({ expected: /WebSocket connection to|net::ERR_/ });

for (const [way, visitorMs, agentMs] of [
  ['ahead', 3 * DAY, -3 * DAY],
  ['behind', -3 * DAY, 3 * DAY],
] as const) {
  test(`what is said today is said today, the visitor's clock being days ${way}`, async ({ newVisitor, newAgent }) => {
    const visitor = await newVisitor({ locale: 'en' });
    await setClock(visitor.page, visitorMs);
    await visitor.ask(`What day is it, ${way}?`);
    await expect(visitor.chat.locator('.day')).toHaveText(['Today']);
    const agent = await newAgent('marta', { locale: 'en', prepare: (page) => setClock(page, agentMs) });
    await agent.become('online');
    await agent.open(visitor.name);
    await expect(agent.part('timeline').getByText('Today', { exact: true })).toHaveCount(1);
    await agent.say('Today.');
    await expect(visitor.message('Today.')).toBeVisible();
    await expect(visitor.chat.locator('.day')).toHaveText(['Today']);
    await agent.resolve();
  });
}

for (const [way, shiftMs] of [
  ['30 seconds forward', 30 * SECOND],
  ['30 seconds back', -30 * SECOND],
  ['5 days forward', 5 * DAY],
  ['5 days back', -5 * DAY],
] as const) {
  test(`what waits is sent, the clock being set ${way} under the page and before the next`, async ({ newVisitor }) => {
    const visitor = await newVisitor({ locale: 'en' });
    await visitor.ask('Before');
    let cut = true;
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await visitor.page.context().route(/\/v1\/(connect|poll)/, (route) => (cut ? route.abort() : route.continue()));
    await visitor.page.context().routeWebSocket(/\/v1\/connect/, (socket) => {
      if (cut) void socket.close({ code: 1001 }).then(end);
      else socket.connectToServer();
    });

    // The page learns of the cut when it has to connect anew.
    await visitor.page.reload();
    await visitor.launcher.click();
    await expect(visitor.composer).toBeVisible();
    await ended;
    await visitor.say('Written offline');
    await expect(visitor.message('Written offline')).toHaveAttribute('data-status', 'queued');
    await setClock(visitor.page, shiftMs);
    cut = false;
    await expect(visitor.message('Written offline')).toHaveAttribute('data-status', /sent|delivered|read/, {
      timeout: 60_000,
    });

    await setClock(visitor.page, 0);
    cut = true;
    await visitor.page.reload();
    await visitor.launcher.click();
    await expect(visitor.composer).toBeVisible();
    await visitor.say('And once more');
    await expect(visitor.message('And once more')).toHaveAttribute('data-status', 'queued');
    await setClock(visitor.page, shiftMs);
    cut = false;
    await visitor.page.reload();
    await visitor.launcher.click();
    await expect(visitor.message('And once more')).toHaveAttribute('data-status', /sent|delivered|read/);
    expect(await visitor.texts()).toEqual(['Before', 'Written offline', 'And once more']);
  });
}
