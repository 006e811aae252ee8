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

test('the text stands still while earlier messages are loaded', async ({ newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await visitor.ask('在吗？');
  await sayMany(visitor, 40);
  let gate: Promise<void> | undefined;
  const hold = () => {
    let release = () => {};
    gate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  const agent = await newAgent('fang', {
    prepare: (page) =>
      page.routeWebSocket('**/v1/connect', (socket) => {
        const server = socket.connectToServer();
        server.onMessage(async (message) => {
          if (String(message).includes('"historyPage"')) await gate;
          socket.send(message);
        });
      }),
  });
  await agent.become('online');
  await agent.show('mine');
  await agent.row(visitor.name).click();
  await agent.part('to-bottom').click();
  await expect(agent.message('第40段')).toBeInViewport();
  await expect(agent.row(visitor.name).getByTestId('unread-badge')).toHaveCount(0);
  // With nothing unread the newest page is shown, from its end; it is slow enough here that its shape is shown first.
  const showNewest = hold();
  await agent.page.reload();
  await expect(agent.part('log-skeleton')).toBeVisible();
  showNewest();
  await expect(agent.message('第40段')).toBeInViewport();
  const showEarlier = hold();

  // A little further up than where the reader is, earlier messages are asked for.
  const timeline = agent.part('timeline');
  const eye = agent.message('第15段');
  await timeline.evaluate((element) => element.scrollTo(0, 700));
  await expect(eye).toBeInViewport();
  await expect(agent.part('loading-earlier')).toBeHidden();
  const top = () => eye.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await eye.evaluate((element) => {
    element.closest('[data-testid=timeline]')?.scrollTo(0, 480);
    return Math.round(element.getBoundingClientRect().top);
  });
  await expect(agent.part('loading-earlier')).toBeVisible();
  expect(await top(), 'while they load').toBe(before);
  showEarlier();
  await expect(agent.part('loading-earlier')).toBeHidden();
  expect(await top(), 'when they are there').toBe(before);
});
