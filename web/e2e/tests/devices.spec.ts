/** One agent, two computers: the newer one takes over, the older one is told by whom and can take it back. */
import { expect, test } from '../support/fixtures.ts';

const CHROME_ON_MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const EDGE_ON_WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0';

test('the older device names the newer one and takes over again', async ({ newVisitor, newAgent }) => {
  const first = await newAgent('marta', { userAgent: CHROME_ON_MAC });
  await first.become('online');
  const visitor = await newVisitor();
  await visitor.ask('Which of your computers do I talk to?');
  await first.open(visitor.name);

  const second = await newAgent('marta', { userAgent: EDGE_ON_WINDOWS });
  await expect(first.part('connection-notice')).toHaveAttribute('data-code', 'replaced');
  await expect(first.part('connection-notice')).toContainText('Edge on Windows');
  await second.open(visitor.name);
  await second.say('To the new one.');
  await expect(visitor.message('To the new one.')).toBeVisible();

  await first.part('use-here').click();
  await expect(first.part('connection-notice')).toBeHidden();
  await expect(second.part('connection-notice')).toHaveAttribute('data-code', 'replaced');
  await expect(second.part('connection-notice')).toContainText('Chrome on macOS');
  await expect(first.message('To the new one.'), 'what was said meanwhile is there').toHaveAttribute(
    'data-own',
    'true',
  );
  await first.say('And now to the old one again.');
  await expect(visitor.message('And now to the old one again.')).toBeVisible();
  await expect(second.message('And now to the old one again.')).toHaveCount(0);
});

test('a visitor with the chat in two tabs goes on in the one that is looked at', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  await visitor.ask('One tab or two?');
  const context = visitor.page.context();
  const other = await context.newPage();
  await other.goto(visitor.page.url());
  await other.getByTestId('skein-launcher').click();
  const chat = other.locator('iframe[sandbox]').contentFrame();
  await expect(chat.getByTestId('composer').or(chat.getByTestId('start-chat'))).toBeVisible();
  await expect(visitor.part('connection-bar')).toHaveAttribute('data-kind', 'replaced');
  await visitor.part('continue-here').click();
  await expect(visitor.part('connection-bar')).toBeHidden();
  await visitor.say('This one.');
  await expect(visitor.message('This one.')).toHaveAttribute('data-status', /sent|delivered|read/);
});
