/** What people really paste: words without an end, scripts from right to left, markup; nothing widens a screen or runs. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

const LONG = 'w'.repeat(200);
const ARABIC = 'مرحبا، هل الرحلة مناسبة للأطفال؟';
const MARKUP = '<img src=x onerror="document.title=1"> <script>document.title=2</script>';
const PHONE = { width: 390, height: 844 };
/** What a grammar could take for marks, and a customer typed. */
const TYPED = 'aB*9x*Zq 200*300*400 **no** `no` [no](https://example.com/a_(b)) :* a_b_c';

/** Pixels by which these parts hold more than they show sideways. Pages hide what is too wide, so the page itself can't tell. */
async function overflow(...parts: Locator[]): Promise<number> {
  const each = parts.map((part) => part.evaluate((element) => element.scrollWidth - element.clientWidth));
  return Math.max(...(await Promise.all(each)));
}

/** Pixels by which these parts stick out of the window. */
async function outside(...parts: Locator[]): Promise<number> {
  const each = parts.map((part) =>
    part.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return Math.ceil(Math.max(0, -left, -top, right - window.innerWidth, bottom - window.innerHeight));
    }),
  );
  return Math.max(...(await Promise.all(each)));
}

/** Pixels of a bubble's text that stick out of the bubble, or of the bubble that stick out of the window. */
async function cutOff(message: Locator): Promise<number> {
  return message
    .locator('[dir=auto]')
    .first()
    .evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const [text, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
      return Math.max(0, text.right - box.right, box.right - window.innerWidth, -box.left);
    });
}

test('long words, right-to-left text and markup, on desktop and phone', async ({ newVisitor, newAgent }) => {
  const agent = await newAgent('fang');
  await agent.become('online');
  const visitor = await newVisitor({ viewport: PHONE });
  await visitor.ask(LONG);
  await visitor.say(ARABIC);
  await visitor.say(MARKUP);
  await agent.show('mine');
  await agent.part('conversation-row').first().click();
  for (const text of [LONG, ARABIC, MARKUP]) {
    await expect(agent.message(text)).toHaveCount(1);
    await expect(visitor.message(text)).toHaveCount(1);
  }

  const direction = (element: Element) => getComputedStyle(element).direction;
  const arabicAtAgent = agent.message(ARABIC).locator('[dir=auto]').first();
  const arabicAtVisitor = visitor.message(ARABIC).locator('[dir=auto]').first();
  expect(await arabicAtAgent.evaluate(direction)).toBe('rtl');
  expect(await arabicAtVisitor.evaluate(direction)).toBe('rtl');

  const { chat } = visitor;
  expect(await overflow(visitor.part('log-scroller')), 'the log of the widget on a phone').toBe(0);
  expect(await outside(chat.locator('header'), visitor.composer), 'header and composer of the widget').toBe(0);
  expect(await cutOff(visitor.message(LONG)), 'the long word in the widget').toBe(0);
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, PHONE]) {
    await agent.page.setViewportSize(viewport);
    await expect(agent.message(LONG)).toBeVisible();
    const [log, list] = [agent.part('timeline'), agent.page.getByRole('tabpanel', { includeHidden: true })];
    expect(await overflow(log, list), `log and list at ${viewport.width}`).toBe(0);
    const header = agent.part('chat-column').locator('header');
    expect(await outside(header, agent.composer), `header and composer at ${viewport.width}`).toBe(0);
    expect(await cutOff(agent.message(LONG)), `the long word at ${viewport.width}`).toBe(0);
  }

  await agent.page.setViewportSize({ width: 1440, height: 900 });
  await visitor.say(TYPED);
  for (const message of [agent.message(TYPED), visitor.message(TYPED)]) {
    await expect(message, 'every sign is there, on both sides').toHaveCount(1);
    await expect(message.locator('strong, em, code')).toHaveCount(0);
    await expect(message.locator('a')).toHaveAttribute('href', 'https://example.com/a_(b)');
  }
  await expect(agent.part('conversation-row').first(), 'and in the preview').toContainText(TYPED);
  await agent.say('**Yes**: 3*4*5, www.example.com');
  await expect(visitor.message('Yes: 3*4*5').locator('strong')).toHaveText('Yes');
  await expect(visitor.message('Yes: 3*4*5').locator('a')).toHaveAttribute('href', 'https://www.example.com');
  for (const page of [agent.page, visitor.page]) expect(await page.title()).not.toMatch(/^[12]$/);
});
