/** Both sides without a mouse. */
import { expect, type Locator, type Page } from '@playwright/test';
import { Agent } from '../support/agent.ts';
import { test } from '../support/fixtures.ts';
import { logIn, PASSWORD, setUp } from '../support/rest.ts';

const MOST_STOPS = 25;

/** Tabs (with Shift: back) until the element has the focus, as somebody would who sees where the ring is. */
async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const isThere = () =>
    wanted.evaluate((element) => element === (element.getRootNode() as Document | ShadowRoot).activeElement);
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`not reached with ${MOST_STOPS} tab stops: ${String(wanted)}`);
}

test.use({ locale: 'en' });

test('an agent signs in, comes online, answers and resolves', async ({ server, newPage, newVisitor }) => {
  if ((await logIn(server, 'marta')) === null) await setUp(server, 'marta');
  const visitor = await newVisitor();
  await visitor.ask('Can I walk this with a bad knee?');

  const page = await newPage();
  const { keyboard } = page;
  const agent = new Agent(page);
  await page.goto(`${server.url}/console/`);
  await expect(agent.part('login-form').locator('[name=uid]')).toBeFocused();
  await keyboard.type('marta');
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await expect(agent.part('workbench')).toBeVisible();

  await tabTo(page, agent.part('presence-menu'));
  await keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await expect(agent.part('presence-offline'), 'the menu opens at the status of now').toBeFocused();
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await expect(agent.part('presence-menu')).toHaveAttribute('data-status', 'online');
  await expect(agent.part('presence-menu'), 'the focus is back where it was').toBeFocused();

  await expect(agent.part('conversation-row')).toHaveCount(1);
  await tabTo(page, agent.part('conversation-row'));
  await keyboard.press('Enter');
  await expect(agent.message('Can I walk this with a bad knee?')).toBeVisible();
  await expect(agent.composer, 'one can write at once').toBeFocused();
  await keyboard.type('You can:');
  await keyboard.press('Shift+Enter');
  await keyboard.type('the path is flat.');
  await keyboard.press('Enter');
  await expect(visitor.message('the path is flat.')).toContainText('You can:');

  await keyboard.press('Alt+e');
  await expect(agent.part('undo-toast')).toBeVisible();
  await keyboard.press('Control+z');
  await expect(agent.composer, 'nothing has happened').toBeVisible();
  await keyboard.press('Alt+e');
  await tabTo(page, agent.part('undo-close'));
  await keyboard.press('Enter');
  await expect(agent.part('consultation-state')).toHaveAttribute('data-state', 'resolved');
  await expect(visitor.part('rating')).toBeVisible();
});

test('a visitor opens the chat, asks, and rates', async ({ newVisitor, newAgent }) => {
  const agent = await newAgent('fang');
  await agent.become('online');
  const visitor = await newVisitor();
  await visitor.visit();
  const { page } = visitor;
  const { keyboard } = page;

  await tabTo(page, visitor.launcher);
  await keyboard.press('Enter');
  await expect(visitor.part('home')).toBeFocused();
  await tabTo(page, visitor.part('start-chat'));
  await keyboard.press('Enter');
  await expect(visitor.composer).toBeFocused();
  await keyboard.type('Only keys on this side.');
  await keyboard.press('Enter');
  await expect(visitor.message('Only keys on this side.')).toBeVisible();
  await agent.open(visitor.name);
  await agent.say('Noted!');
  await expect(visitor.message('Noted!')).toBeVisible();
  await agent.resolve();

  await expect(visitor.part('rating')).toBeVisible();
  // The form stands above the composer; going backwards, the last star comes first.
  await tabTo(page, visitor.part('star-5'), 'Shift+Tab');
  await keyboard.press('Space');
  await expect(visitor.part('star-5')).toBeChecked();
  await keyboard.press('ArrowLeft');
  await expect(visitor.part('star-4')).toBeChecked();
  await tabTo(page, visitor.part('rate-submit'));
  await keyboard.press('Enter');
  await expect(visitor.part('rating')).toBeHidden();

  await keyboard.press('Escape');
  await expect(visitor.launcher).toHaveAttribute('aria-expanded', 'false');
  await expect(visitor.launcher, 'the focus returns to the button').toBeFocused();
});
