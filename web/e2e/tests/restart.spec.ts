/** The server dies in the middle of a conversation: nothing is lost, nothing is doubled, and both sides are told. */
import { expect, test } from '../support/fixtures.ts';

test.use({ locale: 'zh-CN', expected: /net::ERR_|WebSocket connection to/ });

test('killed while both write, and started again', async ({ server, newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await visitor.ask('在吗？');
  const agent = await newAgent('fang', { prepare: (page) => page.clock.install() });
  await agent.become('online');
  await agent.open(visitor.name);
  await agent.say('在的，请讲。');
  await expect(visitor.message('在的，请讲。')).toBeVisible();

  // Typed, but not sent yet.
  await visitor.composer.fill('我想改一下日期');
  await server.kill();
  await expect(visitor.part('connection-bar')).toBeVisible();
  await expect(agent.part('connection-bar')).toBeVisible();

  await visitor.composer.press('Enter');
  await visitor.say('改到十月三号');
  await agent.say('请稍等');
  await expect(visitor.message('改到十月三号')).toHaveAttribute('data-status', /queued|sending/);
  await expect(visitor.part('connection-queued')).toBeVisible();
  await expect(agent.message('请稍等')).toHaveAttribute('data-status', /queued|sending/);

  // While time stands still nothing but the click makes an attempt.
  await expect(agent.part('retry-now')).toBeVisible();
  await agent.page.clock.pauseAt(new Date(await agent.page.evaluate(() => Date.now() + 1_000)));
  await server.resume();
  // Whoever does not want to wait for the next attempt need not.
  const attempt = Promise.race([
    agent.page.waitForEvent('websocket'),
    agent.page.waitForRequest((request) => request.url().includes('/v1/poll')),
  ]);
  await agent.part('retry-now').click();
  await attempt;
  await agent.page.clock.resume();
  await expect(agent.part('connection-bar')).toBeHidden();
  await expect(visitor.part('connection-bar')).toBeHidden({ timeout: 25_000 });

  const said = ['在吗？', '在的，请讲。', '我想改一下日期', '改到十月三号', '请稍等'];
  for (const text of said) {
    await expect(visitor.message(text)).toHaveCount(1);
    await expect(agent.message(text)).toHaveCount(1);
  }
  await expect(visitor.message('改到十月三号')).toHaveAttribute('data-status', 'read');
  await expect(agent.message('请稍等')).toHaveAttribute('data-status', 'read');
  expect(await visitor.texts(), 'both read the same, in the same order').toEqual(await agent.texts());
  await expect(visitor.part('message')).toHaveCount(said.length);
  await expect(agent.part('message')).toHaveCount(said.length);

  // It goes on as if nothing had been.
  await agent.say('十月三号可以。');
  await expect(visitor.message('十月三号可以。')).toBeVisible();
  await visitor.say('太好了');
  await expect(agent.message('太好了')).toBeVisible();
});

test('a message that was not sent survives closing the page', async ({ server, newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await visitor.ask('第一个问题');
  // Before a consultation is known, a message waits for where it was asked, and stays a draft as long.
  await expect(visitor.part('queue-card')).toBeVisible();
  await server.kill();
  await expect(visitor.part('connection-bar')).toBeVisible();
  await visitor.say('第二个问题，还没有发出去');
  await expect(visitor.part('connection-queued')).toBeVisible();
  // Whoever writes and leaves in the same moment loses nothing either: what was sent is kept before the page can go.
  await visitor.composer.fill('第三个问题，写完就走');
  await visitor.part('send').evaluate((button: HTMLButtonElement) => {
    button.click();
    window.location.replace('about:blank');
  });
  await visitor.page.goto('about:blank');

  await server.resume();
  await visitor.visit();
  await visitor.openChat();
  await expect(visitor.message('第二个问题，还没有发出去')).toHaveAttribute('data-status', /sent|delivered|read/);
  await expect(visitor.message('第三个问题，写完就走')).toHaveAttribute('data-status', /sent|delivered|read/);
  await expect(visitor.part('message')).toHaveCount(3);

  const agent = await newAgent('fang');
  await agent.become('online');
  await agent.open(visitor.name);
  await expect(agent.message('第二个问题，还没有发出去')).toHaveCount(1);
  await expect(agent.message('第三个问题，写完就走')).toHaveCount(1);
});
