/** A program of the business speaks in a customer's thread: both sides see who it is, and that it is not the customer. */
import { expect, test } from '../support/fixtures.ts';
import { sayAsBot } from '../support/rest.ts';

const BOT = { uid: 'order-desk', name: 'Order desk' };

test('a bot is named on both sides, and calls the visitor', async ({ newVisitor, newAgent, server }) => {
  const agent = await newAgent('marta', { locale: 'en' });
  await agent.become('online');
  const visitor = await newVisitor({ locale: 'en' });
  await visitor.ask('Where is my order?');
  await agent.open(visitor.name);
  await agent.say('Let me look.');
  await expect(visitor.message('Let me look.')).toBeVisible();

  await sayAsBot(server, BOT, visitor.uid, 'Order **KN-2041** leaves on Friday.');
  const seen = visitor.message('KN-2041');
  await expect(seen).toHaveAttribute('data-own', 'false');
  await expect(seen.locator('.author')).toHaveText(BOT.name);
  await expect(seen.locator('strong'), 'what the business says has marks').toHaveText('KN-2041');
  await expect(visitor.part('chat-title'), 'the agent goes on').toHaveText('Marta Kowalska');

  const told = agent.message('KN-2041');
  await expect(told).toContainText(BOT.name);
  await expect(told).toHaveAttribute('data-own', 'false');
  await expect(told.locator('strong')).toHaveText('KN-2041');

  await visitor.page.getByTestId('skein-launcher').click();
  await sayAsBot(server, BOT, visitor.uid, 'It has left.');
  await expect(visitor.page.getByTestId('skein-badge')).toHaveText('1');
  await visitor.page.reload();
  await visitor.openChat();
  await expect(visitor.message('It has left.')).toBeVisible();
  await expect(visitor.message('KN-2041').locator('.author'), 'also on the next page').toHaveText(BOT.name);
});
