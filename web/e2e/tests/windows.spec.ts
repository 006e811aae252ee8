/** Several windows of one browser: one sign-in, one connection, one set of drafts; and one goodbye for all of them. */
import { Agent } from '../support/agent.ts';
import { expect, test } from '../support/fixtures.ts';
import { PASSWORD } from '../support/rest.ts';

test.use({ locale: 'en' });

test('an agent works in two windows and signs out of both', async ({ server, newAgent, newVisitor }) => {
  const first = await newAgent('marta');
  await first.become('online');
  const visitor = await newVisitor();
  await visitor.ask('Which window are you in?');
  await first.open(visitor.name);

  const second = new Agent(await first.page.context().newPage());
  await second.page.goto(first.page.url());
  await expect(second.composer, 'nobody asks for the password again').toBeVisible();
  await expect(first.part('connection-notice'), 'the connection has gone to the new one').toHaveAttribute(
    'data-code',
    'window',
  );

  await first.composer.fill('Written once');
  await expect(second.composer).toHaveValue('Written once');
  await second.composer.press('Enter');
  await expect(visitor.message('Written once')).toBeVisible();
  await expect(first.composer).toHaveValue('');
  await first.page.evaluate(() => dispatchEvent(new Event('focus')));
  await expect(first.part('connection-notice'), 'it follows who is turned to').toBeHidden();
  await expect(first.message('Written once')).toHaveCount(1);
  await expect(second.part('connection-notice')).toHaveAttribute('data-code', 'window');

  await second.part('settings-menu').click();
  await second.part('theme-dark').click();
  await expect(first.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await second.part('sign-out').click();
  await second.part('sign-out-confirm').click();
  await expect(second.part('login-form')).toBeVisible();
  await expect(first.part('login-form')).toBeVisible();

  const { page } = second;
  await page.goto(`${server.url}/console/`);
  await second.part('login-form').locator('[name=uid]').fill('marta');
  await second.part('login-form').locator('[name=password]').fill(PASSWORD);
  await second.part('login-form').locator('[name=password]').press('Enter');
  await expect(second.part('status-banner'), 'who signs in is asked before customers come').toBeVisible();
  await expect(second.part('presence-menu')).toHaveAttribute('data-status', 'offline');
  await expect(first.part('workbench'), 'the other window is signed in, too').toBeVisible();
});
