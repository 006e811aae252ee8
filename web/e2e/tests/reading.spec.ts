/** Reading at the workbench: what nobody can have seen is not read, and the text stands still. */
import { expect, test } from '../support/fixtures.ts';
import type { Visitor } from '../support/visitor.ts';

test.use({ locale: 'zh-CN' });

const TALL = '一行\n'.repeat(11);

async function sayMany(visitor: Visitor, count: number): Promise<void> {
  for (let index = 1; index <= count; index++) await visitor.say(`第${index}段\n${TALL}`);
  await expect(visitor.message(`第${count}段`)).toHaveAttribute('data-status', /sent|delivered|read/);
}

test('opening a conversation reads what is in view, not what is below', async ({ newVisitor, newAgent }) => {
  const agent = await newAgent('fang');
  await agent.become('online');
  const visitor = await newVisitor();
  await visitor.ask('在吗？');
  await sayMany(visitor, 12);
  await agent.show('mine');
  await agent.row(visitor.name).click();

  await expect(agent.part('unread-line')).toBeInViewport();
  await expect(agent.part('to-bottom')).toBeVisible();
  await expect(agent.message('第12段')).not.toBeInViewport();
  await expect(agent.row(visitor.name).getByTestId('unread-badge')).toBeVisible();

  await agent.part('to-bottom').click();
  await expect(agent.message('第12段')).toBeInViewport();
  await expect(agent.row(visitor.name).getByTestId('unread-badge')).toHaveCount(0);
  await expect(visitor.message('第12段')).toHaveAttribute('data-status', 'read');
});
