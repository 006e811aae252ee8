/** Where WebSocket does not get through, everything works by long polling. */
import { expect, test } from '../support/fixtures.ts';
import { withoutWebSocket } from '../support/without-websocket.ts';

test('a conversation without WebSocket on either side', async ({ newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await withoutWebSocket(visitor.page);
  const polled = visitor.page.waitForRequest('**/v1/poll');
  await visitor.ask('Does this work behind our proxy?');
  await polled;

  const agent = await newAgent('fang', { prepare: withoutWebSocket });
  await agent.become('online');
  await agent.open(visitor.name);
  await agent.say('It does.');
  await expect(visitor.message('It does.')).toBeVisible();
  await expect(agent.message('It does.')).toHaveAttribute('data-status', 'read');

  await visitor.composer.pressSequentially('…');
  await expect(agent.part('typing')).toContainText(visitor.name);
  await visitor.say('And quickly!');
  await expect(agent.message('And quickly!')).toBeVisible();
  await expect(visitor.message('And quickly!')).toHaveAttribute('data-status', 'read');

  await agent.composer.pressSequentially('…');
  await expect(visitor.part('typing')).toBeVisible();
  await agent.composer.fill('');
  await expect(visitor.part('typing')).toBeHidden();

  // The visitor's last words have no answer yet, so the desk asks first.
  await agent.resolve();
  await expect(visitor.part('rating')).toBeVisible();
  await expect(visitor.part('connection-bar')).toBeHidden();
  await expect(agent.part('connection-bar')).toBeHidden();
});
