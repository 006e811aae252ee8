/** What a visitor is told when nobody answers: that nobody is there, and, shut out, that the chat is not available. */
import { expect, test } from '../support/fixtures.ts';
import { disable } from '../support/rest.ts';

// The server's refusal, as the browser notes it.
test.use({ locale: 'en', expected: /status of 403|WebSocket connection to/ });

test('while nobody is there the card says so, and becomes a place in the queue when somebody comes', async ({
  newVisitor,
  newAgent,
}) => {
  const visitor = await newVisitor();
  await visitor.ask('Are you there?');
  const card = visitor.part('queue-card');
  await expect(card).toContainText('Nobody is here right now');
  await expect(card).toContainText('Your question is kept.');
  await expect(card.getByTestId('queue-position'), 'no ring that nobody fills').toHaveCount(0);
  await expect(visitor.composer, 'who waits may write on').toBeEnabled();

  const agent = await newAgent('marta');
  await agent.become('busy');
  await expect(card.getByTestId('queue-position')).toHaveText('1');
  await expect(card).toContainText('You are next');
  await agent.become('offline');
  await expect(card).toContainText('Nobody is here right now');
});

test('who is shut out reads that the chat is not available, now and later, and is not invited to try again', async ({
  newVisitor,
  server,
}) => {
  const visitor = await newVisitor();
  await visitor.ask('Hello?');
  await disable(server, visitor.uid);
  const card = visitor.part('problem');
  const told = async () => {
    await expect(card).toContainText('The chat is not available');
    await expect(visitor.part('retry')).toHaveCount(0);
    await expect(visitor.composer).toHaveCount(0);
  };
  await told();
  await visitor.visit();
  await visitor.launcher.click();
  await expect(card).toContainText('The chat is not available');
  await expect(visitor.part('retry')).toHaveCount(0);
});
