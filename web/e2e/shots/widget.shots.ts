/** The widget on the demo shop: `docs/images/widget.png`, and every other screen of it. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '../support/fixtures.ts';

const PICTURE = fileURLToPath(new URL('../../../docs/images/widget.png', import.meta.url));
const SIZE = { width: 1280, height: 800 };

const TALKS = {
  'zh-CN': {
    question: '你好，孩子 8 岁，这条线路走得动吗？',
    answer: '您好！走得动的：每天步行不超过 **5 公里**，三湾那段有观光车。',
    more: '太好了。同行还有一位老人，能住一楼吗？',
    promise: '可以，禾木的木屋都是平层，喀纳斯的酒店我为您备注一楼。',
    bye: '谢谢！',
  },
  en: {
    question: 'Hello! Is this tour right for a child of eight?',
    answer: 'It is: no day has more than **five kilometres** on foot, and there is a shuttle along the bays.',
    more: 'Great. Could my mother have a room on the ground floor?',
    promise: 'Of course. The log houses in Hemu are all on one level, and I will note it for the hotel at Kanas.',
    bye: 'Thank you!',
  },
} as const;

for (const [locale, colorScheme, agentUid] of [
  ['zh-CN', 'light', 'fang'],
  ['en', 'dark', 'marta'],
] as const) {
  test(`the widget, ${locale}, ${colorScheme}`, async ({ newVisitor, newAgent }, info) => {
    const talk = TALKS[locale];
    const options = { locale, colorScheme, viewport: SIZE };
    const visitor = await newVisitor(options);
    const shoot = (name: string) =>
      visitor.page.screenshot({ path: info.outputPath(`widget-${name}.png`), caret: 'hide', animations: 'disabled' });

    await visitor.visit();
    await shoot('shop');
    await visitor.visit('#/product/kanas-autumn');
    await visitor.launcher.click();
    await expect(visitor.part('start-chat')).toBeVisible();
    await shoot('home');
    await visitor.enterChat();
    await shoot('empty');
    await visitor.say(talk.question);
    await expect(visitor.part('queue-card')).toHaveAttribute('data-position', '1');
    await shoot('queue');

    const agent = await newAgent(agentUid, options);
    await agent.become('online');
    await agent.open(visitor.name);
    await agent.say(talk.answer);
    await visitor.say(talk.more);
    await expect(visitor.message(talk.more)).toHaveAttribute('data-status', 'read');
    await agent.say(talk.promise);
    await expect(visitor.part('message')).toHaveCount(4);
    await agent.composer.pressSequentially('……');
    await expect(visitor.part('typing')).toBeVisible();
    await visitor.page.evaluate(() => scrollTo(0, 0));
    if (locale === 'zh-CN') await visitor.page.screenshot({ path: PICTURE, caret: 'hide', animations: 'disabled' });
    await shoot('chat');

    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await shoot('chat-390');
    await visitor.page.setViewportSize(SIZE);
    await agent.composer.fill('');
    await visitor.say(talk.bye);
    await agent.resolve();
    await expect(visitor.part('rating')).toBeVisible();
    await shoot('rating');
    await visitor.star(5).click();
    await visitor.part('tag-friendly').click();
    await shoot('rating-begun');
    await visitor.part('rate-submit').click();
    await expect(visitor.part('rating')).toBeHidden();
    await shoot('rated');
    await visitor.part('back').click();
    await shoot('home-continue');
  });
}
