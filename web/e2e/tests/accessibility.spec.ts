/** No serious or critical finding of axe on any screen, in the light and in the dark theme. */
import type { Frame } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/fixtures.ts';
import type { Visitor } from '../support/visitor.ts';

async function chatFrame(visitor: Visitor): Promise<Frame> {
  const element = await visitor.page.locator('iframe[sandbox]').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('the chat has no frame');
  return frame;
}

test.use({ locale: 'en' });

test('sign-in and set-up', async ({ server, newPage }) => {
  const page = await newPage();
  await page.goto(`${server.url}/console/`);
  await expect(page.getByTestId('login-form')).toBeVisible();
  await expectAccessible(page, 'login');
  await page.goto(`${server.url}/console/#/setup`);
  await expect(page.getByTestId('setup-dead-end')).toBeVisible();
  await expectAccessible(page, 'set-up without a code');
  await page.goto(`${server.url}/console/#/setup?code=${server.setupCode('qiang')}`);
  await page.getByTestId('setup-form').locator('[name=password]').fill('short');
  await expectAccessible(page, 'set-up');
});

test('every screen of a conversation, on both sides', async ({ newVisitor, newAgent }) => {
  test.slow();
  const visitor = await newVisitor();
  await visitor.visit('#/product/li-river');
  await expectAccessible(visitor.page, 'shop');
  await visitor.launcher.click();
  await expect(visitor.part('start-chat')).toBeVisible();
  const chat = await chatFrame(visitor);
  await expectAccessible(visitor.page, 'widget: home', chat);

  await visitor.enterChat();
  await visitor.say('Is there a **vegetarian** menu? See https://example.com/menu');
  await expect(visitor.part('queue-card')).toHaveAttribute('data-position', '1');
  await expectAccessible(visitor.page, 'widget: queue', chat);

  const agent = await newAgent('marta');
  await expectAccessible(agent.page, 'workbench: nothing chosen');
  await agent.show('queue');
  await expect(agent.part('queue-row')).toHaveCount(1);
  await expectAccessible(agent.page, 'workbench: queue');
  await agent.become('online');
  await agent.show('mine');
  await agent.open(visitor.name);
  await agent.say('There is, on every boat.');
  await expect(agent.message('There is, on every boat.')).toHaveAttribute('data-status', 'read');
  await visitor.say('Lovely.');
  await expect(visitor.message('Lovely.')).toHaveAttribute('data-status', 'read');
  await expectAccessible(agent.page, 'workbench: conversation');
  await expectAccessible(visitor.page, 'widget: chat', chat);

  await agent.part('settings-menu').click();
  await expect(agent.part('theme-dark')).toBeVisible();
  await expectAccessible(agent.page, 'workbench: settings');
  await agent.page.keyboard.press('Escape');

  await agent.part('resolve').click();
  await expect(agent.part('resolve-dialog')).toBeVisible();
  await expectAccessible(agent.page, 'workbench: resolve dialog');
  await agent.part('resolve-confirm').click();
  await expect(agent.part('undo-toast')).toBeVisible();
  await expectAccessible(agent.page, 'workbench: resolved, to be undone');
  await agent.part('undo-close').click();
  await expect(agent.part('read-only-bar')).toBeVisible();
  await agent.show('resolved');
  await expect(agent.row(visitor.name)).toBeVisible();
  await expectAccessible(agent.page, 'workbench: resolved');

  await expect(visitor.part('rating')).toBeVisible();
  await visitor.star(2).click();
  await expect(visitor.part('rating-comment')).toBeVisible();
  await expectAccessible(visitor.page, 'widget: rating', chat);
});
