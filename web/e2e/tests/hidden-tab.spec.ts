/**
 * A tab that nobody looks at stays connected, though its timers run once a minute only: the server asks for a sign of life,
 * and the browser answers without a timer. All times are a fifth of the real ones, the minute included.
 */
import { expect, test } from '../support/fixtures.ts';
import { hide, mayBeHidden, show, wakesOf } from '../support/hidden.ts';
import { withoutWebSocket } from '../support/without-websocket.ts';

const HEARTBEAT_MS = 5_000;
/** What a minute is to the 25 s of a real heartbeat; longer than the silence after which the server ends a session. */
const WAKE_EVERY_MS = (HEARTBEAT_MS * 60) / 25;
/** A client that beats by its timers alone is cut between any two of them. */
const WAKES = 3;

test.use({ settings: { SKEIN__LIMITS__HEARTBEAT_INTERVAL_MS: String(HEARTBEAT_MS) } });

test('a hidden console, a hidden chat and a hidden long poll keep the connection they have', async ({
  newAgent,
  newVisitor,
  server,
}) => {
  const agent = await newAgent('fang', { prepare: (page) => mayBeHidden(page, WAKE_EVERY_MS) });
  await agent.become('online');
  const visitor = await newVisitor();
  await mayBeHidden(visitor.page, WAKE_EVERY_MS);
  await visitor.ask('Will you still be there?');
  await agent.open(visitor.name);
  const poller = await newAgent('marta', {
    prepare: async (page) => {
      await withoutWebSocket(page);
      await mayBeHidden(page, WAKE_EVERY_MS);
    },
  });
  await poller.become('busy');
  const pages = [agent.page, visitor.page, poller.page];

  const connections = async () => ({
    webSocket: await server.figure('skein_gateway_hellos_total', 'transport="websocket"'),
    longPoll: await server.figure('skein_gateway_hellos_total', 'transport="long_poll"'),
    cut: await server.figure('skein_gateway_closes_total', 'reason="heartbeat_timeout"'),
    open: await server.figure('skein_gateway_sessions_open'),
  });
  const before = { webSocket: 2, longPoll: 1, cut: 0, open: 3 };
  // The newest of them is still on its way.
  await expect.poll(connections).toEqual(before);

  for (const page of pages) await hide(page);
  for (const page of pages) {
    await expect.poll(() => wakesOf(page), { timeout: 20 * WAKE_EVERY_MS }).toBeGreaterThanOrEqual(WAKES);
  }
  expect(await connections(), 'nobody had to come back').toEqual(before);

  // And they are not merely open: what is said arrives while nobody looks.
  await show(visitor.page);
  await visitor.say('Still here?');
  await expect(visitor.message('Still here?')).toHaveAttribute('data-status', 'delivered');
  for (const page of [agent.page, poller.page]) await show(page);
  await expect(agent.message('Still here?')).toBeVisible();
  await poller.become('online');
  expect(await connections()).toEqual(before);
});
