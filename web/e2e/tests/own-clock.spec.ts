/** The clocks of visitors and agents are off by days and are set while they talk: nothing is given up, and today is today. */
import { expect, test } from '../support/fixtures.ts';
import { setClock } from '../support/own-clock.ts';

const DAY = 86_400_000;

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
  ['forward', 5 * DAY],
  ['back', -5 * DAY],
] as const) {
  test(`what waits is sent, the clock being set ${way} by days under the page and before the next`, async ({
    newVisitor,
  }) => {
    const visitor = await newVisitor({ locale: 'en' });
    const { page } = visitor;
    let cut = false;
    await page.context().route(/\/v1\/poll/, (route) => (cut ? route.abort() : route.continue()));
    await page.context().routeWebSocket(/\/v1\/connect/, (socket) => {
      if (cut) void socket.close({ code: 1001 });
      else socket.connectToServer();
    });
    const sent = (text: string) => expect(visitor.message(text)).toHaveAttribute('data-status', /sent|delivered|read/);
    const writeOffline = async (text: string) => {
      // A page learns of a cut when it has to connect anew.
      cut = true;
      await page.reload();
      await visitor.openChat();
      await visitor.say(text);
      await expect(visitor.message(text)).toHaveAttribute('data-status', 'queued');
    };
    await visitor.ask('Before');

    await writeOffline('Under the page');
    await setClock(page, shiftMs);
    cut = false;
    await sent('Under the page');

    await setClock(page, 0);
    await writeOffline('Before the next');
    await setClock(page, shiftMs);
    cut = false;
    await page.reload();
    await visitor.openChat();
    await sent('Before the next');
    expect(await visitor.texts()).toEqual(['Before', 'Under the page', 'Before the next']);
  });
}
