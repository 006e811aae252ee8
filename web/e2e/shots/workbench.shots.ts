/** The workbench in the middle of a working day: `docs/images/workbench.png`, and the same in other themes and languages. */
import { fileURLToPath } from 'node:url';
import type { Agent } from '../support/agent.ts';
import { expect, test } from '../support/fixtures.ts';
import type { SkeinServer } from '../support/server.ts';
import { Customer } from './customer.ts';

const PICTURE = fileURLToPath(new URL('../../../docs/images/workbench.png', import.meta.url));
/** The clocks in the picture should show more than zeros. */
const A_WHILE_MS = 21_000;

const KANAS = { id: 'kanas-autumn', title: '北疆秋色 · 喀纳斯与禾木 7 日', price: '¥6,980' };
const DUNHUANG = { id: 'dunhuang-dunes', title: '敦煌沙山、星空与石窟 5 日', price: '¥4,260' };
const LI_RIVER = { id: 'li-river', title: 'Slow days on the Li River, 4 days', price: '¥2,380' };
const PACK = { id: 'pack-38', title: '雁行 38 升徒步背包', price: '¥569' };

const page = (server: SkeinServer, path: string, pageTitle: string) => ({
  pageUrl: `${server.shopUrl}/#/${path}`,
  pageTitle: `${pageTitle} · 雁行旅行`,
});

async function shoot(agent: Agent, path: string): Promise<void> {
  await agent.page.screenshot({ path, caret: 'hide', animations: 'disabled' });
}

test.use({ locale: 'zh-CN' });

test('a lively workbench', async ({ server, newAgent }, info) => {
  const agent = await newAgent('fang');
  await agent.become('online');

  const li = await Customer.arrive(
    server,
    { uid: 'lilei', name: '李雷' },
    { ...page(server, 'product/kanas-autumn', KANAS.title), product: KANAS, campaign: '秋日早鸟' },
  );
  await li.say('你好，想带孩子去看秋色，8 岁走得动吗？');
  await agent.open('李雷');
  await agent.say('李先生您好！走得动的：每天步行不超过 **5 公里**，三湾那段有观光车可以换乘。');
  await expect(agent.message('三湾那段')).toBeVisible();
  li.read();
  await li.say('那太好了。同行还有一位老人，房间能安排在一楼吗？');
  await agent.say('可以。禾木的木屋都是平层，喀纳斯的酒店我备注一楼，**今天内**给您确认房号。');
  li.read();

  const zhou = await Customer.arrive(
    server,
    { uid: 'zhoumin', name: '周敏' },
    { ...page(server, 'order', '我的订单'), order: 'YX-20261018-0127', channel: 'h5' },
  );
  await zhou.say('订单已经付款了，什么时候能出确认单？');
  await agent.open('周敏');
  await agent.say('您好周女士，确认单已发到您的邮箱，请查收。');
  zhou.read();

  const emma = await Customer.arrive(
    server,
    { uid: 'emma', name: 'Emma Larsen', locale: 'en' },
    { ...page(server, 'product/li-river', LI_RIVER.title), product: LI_RIVER },
  );
  await emma.say('Hi! Can we bring bicycles onto the bamboo raft?');

  const chen = await Customer.arrive(
    server,
    { uid: 'chen-siyuan', name: '陈思远' },
    { ...page(server, 'product/dunhuang-dunes', DUNHUANG.title), product: DUNHUANG },
  );
  await chen.say('骑骆驼的时段可以选日出吗？');
  await agent.open('陈思远');
  await agent.say('可以的，日出场 5:40 集合，我帮您换过去？');
  await chen.say('好，麻烦换成日出场 👍');

  const lin = await Customer.arrive(
    server,
    { uid: 'lin-xiaoman', name: '林小满' },
    { ...page(server, 'product/pack-38', PACK.title), product: PACK, channel: 'h5' },
  );
  await lin.say('38 升的背包身高 160 能背吗');

  const waiting = [
    { uid: 'sato', name: '佐藤 健', text: '敦煌的石窟需要提前预约吗？', product: DUNHUANG },
    { uid: 'ahmad', name: 'Ahmad Rahimi', text: 'Is there a halal option on the tour?', product: LI_RIVER },
  ];
  const queue: Customer[] = [];
  for (const { uid, name, text, product } of waiting) {
    const one = await Customer.arrive(
      server,
      { uid, name },
      { ...page(server, `product/${product.id}`, product.title), product },
    );
    await one.say(text);
    queue.push(one);
  }
  await expect(agent.part('tab-queue')).toContainText('2');
  await expect(agent.part('conversation-row')).toHaveCount(5);

  await agent.page.waitForTimeout(A_WHILE_MS);
  await agent.open('李雷');
  await li.say('好的，那我先下单。定金是多少？');
  await expect(agent.message('定金是多少')).toBeVisible();
  await agent.composer.fill('定金 20%，也就是 ¥1,396，出发前 7 天都可以全额退。');
  li.types();
  await expect(agent.part('typing')).not.toHaveText('');
  await shoot(agent, PICTURE);

  const other = (name: string) => info.outputPath(`workbench-${name}.png`);
  await agent.page.emulateMedia({ colorScheme: 'dark' });
  await shoot(agent, other('zh-dark'));
  await agent.show('queue');
  await shoot(agent, other('zh-dark-queue'));
  await agent.part('settings-menu').click();
  await agent.part('language-en').click();
  await shoot(agent, other('en-dark-settings'));
  await agent.page.keyboard.press('Escape');
  await agent.show('mine');
  await shoot(agent, other('en-dark'));
  await agent.page.emulateMedia({ colorScheme: 'light' });
  await agent.open('Emma');
  await shoot(agent, other('en-light'));
  await agent.page.setViewportSize({ width: 1024, height: 768 });
  await shoot(agent, other('en-light-1024'));
  await agent.page.setViewportSize({ width: 390, height: 844 });
  await shoot(agent, other('en-light-390'));
  await agent.part('chat-back').click();
  await shoot(agent, other('en-light-390-list'));

  for (const one of [li, zhou, emma, chen, lin, ...queue]) await one.leave();
});
