/** The whole story, once in each language: ask, wait, be served, rate, write again; and an identified customer who comes back. */

import { Agent } from '../support/agent.ts';
import { expect, test } from '../support/fixtures.ts';
import { type AgentUid, PASSWORD } from '../support/rest.ts';
import type { SkeinServer } from '../support/server.ts';

interface Story {
  locale: 'zh-CN' | 'en';
  agent: AgentUid;
  agentName: string;
  customer: { uid: string; name: string };
  tour: string;
  question: string;
  otherQuestion: string;
  otherAnswer: string;
  answer: string;
  followUp: string;
  thanks: string;
  again: string;
  comment: string;
  /** What the agent reads of the tag that the visitor chose. */
  praise: string;
  words: {
    nobody: string;
    next: string;
    waiting: string;
    assigned: string;
    visitorTypes: (name: string) => string;
    agentTypes: string;
    ended: string;
    rated: string;
    ratedBy: (name: string) => string;
    stars: string;
    verified: string;
    second: string;
    acceptedYou: string;
    why: string;
  };
}

const STORIES: Story[] = [
  {
    locale: 'zh-CN',
    agent: 'fang',
    agentName: '王芳',
    customer: { uid: 'li-lei', name: '李雷' },
    tour: '北疆秋色 · 喀纳斯与禾木 7 日',
    question: '你好，孩子 8 岁，这个线路适合吗？',
    otherQuestion: '请问能开发票吗？',
    otherAnswer: '可以，出团后发到您的邮箱。',
    answer: '您好！很适合，每天步行不超过 **5 公里**。',
    followUp: '那天气冷不冷？',
    thanks: '九月底早晚 5 度左右，带一件羽绒服就好。',
    again: '再问一下，能改期吗？',
    comment: '讲得很清楚',
    praise: '回复快',
    words: {
      nobody: '现在没有客服在线',
      next: '下一位就是您',
      waiting: '人工服务排队中',
      assigned: '王芳 为您服务',
      visitorTypes: (name) => `${name} 正在输入`,
      agentTypes: '王芳 正在输入',
      ended: '王芳 结束了本次咨询',
      rated: '您已评价，感谢反馈',
      ratedBy: (name) => `${name} 评价了本次咨询：5 星`,
      stars: '5 星，满分 5 星',
      verified: '身份已验证',
      second: '第 2 次咨询',
      acceptedYou: '你接入了本次咨询',
      why: '你从排队中主动接入。',
    },
  },
  {
    locale: 'en',
    agent: 'marta',
    agentName: 'Marta Kowalska',
    customer: { uid: 'emma', name: 'Emma' },
    tour: 'Autumn in Kanas and Hemu, 7 days',
    question: 'Hello, is this tour right for a child of eight?',
    otherQuestion: 'Can I get an invoice?',
    otherAnswer: 'You can: it comes by mail after the tour.',
    answer: 'Hello! It is: no day has more than **five kilometres** on foot.',
    followUp: 'How cold will it be?',
    thanks: 'About five degrees at dawn by the end of September; one warm jacket will do.',
    again: 'One more thing: can we change the date?',
    comment: 'Clear and kind',
    praise: 'Quick replies',
    words: {
      nobody: 'Nobody is here right now',
      next: 'You are next',
      waiting: 'In the queue',
      assigned: 'Marta Kowalska is here to help you',
      visitorTypes: (name) => `${name} is typing`,
      agentTypes: 'Marta Kowalska is typing',
      ended: 'Marta Kowalska ended this chat',
      rated: 'Thank you for your rating',
      ratedBy: (name) => `${name} rated the consultation: 5 stars`,
      stars: '5 of 5 stars',
      verified: 'Identity verified',
      second: 'Consultation 2',
      acceptedYou: 'You accepted the consultation',
      why: 'You accepted it from the queue.',
    },
  },
];

/** Through the one-time link, as a new colleague would. */
async function chooseAPassword(agent: Agent, server: SkeinServer, story: Story): Promise<void> {
  const code = server.setupCode(story.agent);
  await agent.page.goto(`${server.url}/console/#/setup?code=${code}`);
  await expect(agent.page.getByRole('heading', { level: 1 })).toContainText(story.agentName);
  await expect(agent.page, 'the code does not stay in the address').not.toHaveURL(new RegExp(code));
  const form = agent.part('setup-form');
  await form.locator('[name=password]').fill(PASSWORD);
  await form.locator('[name=repeat]').fill(PASSWORD);
  await form.locator('[type=submit]').click();
  await expect(agent.part('workbench')).toBeVisible();
}

/** Bold text is shown without its marks. */
const plain = (text: string) => text.replaceAll('**', '');

for (const story of STORIES) {
  const { words } = story;
  test.describe(story.locale, () => {
    test.use({ locale: story.locale });

    test('a visitor asks, waits, is served, rates, and writes again', async ({ server, newPage, newVisitor }) => {
      const visitor = await newVisitor();
      const other = await newVisitor();

      await test.step('nobody is there: both wait, in the order they came', async () => {
        await visitor.visit();
        await visitor.page.getByTestId('product-kanas-autumn').click();
        await visitor.page.getByTestId('ask').click();
        await expect(visitor.part('home-product')).toContainText(story.tour);
        await visitor.part('ask-about').click();
        await expect(visitor.part('about-product')).toContainText(story.tour);
        await visitor.say(story.question);
        await expect(visitor.part('queue-card')).toHaveAttribute('data-position', '1');
        await expect(visitor.part('queue-card')).toContainText(words.nobody);
        await expect(visitor.part('chat-state')).toHaveText(words.waiting);

        await other.ask(story.otherQuestion, '#/product/flask');
        await expect(other.part('queue-card')).toHaveAttribute('data-position', '2');
        await expect(other.part('queue-card')).toContainText(words.nobody);
        await expect(visitor.part('queue-card')).toHaveAttribute('data-position', '1');
      });

      const agent = new Agent(await newPage());
      await test.step('an agent arrives by the set-up link and sees the queue', async () => {
        await chooseAPassword(agent, server, story);
        await agent.show('queue');
        await expect(agent.part('queue-row')).toHaveCount(2);
        await expect(agent.part('queue-row').first()).toContainText(story.question);
        await expect(agent.part('queue-row').first()).toContainText(visitor.name);
        await expect(agent.part('accept-next')).toBeDisabled();
      });

      await test.step('the agent takes the first by hand; the second moves up and is then assigned', async () => {
        await agent.become('busy');
        await agent.part('accept-next').click();
        await expect(agent.part('chat-column').getByRole('heading', { name: visitor.name })).toBeVisible();
        await expect(visitor.part('queue-card')).toBeHidden();
        await expect(visitor.part('log')).toContainText(words.assigned);
        await expect(visitor.part('chat-title')).toHaveText(story.agentName);
        await expect(other.part('queue-card')).toHaveAttribute('data-position', '1');
        await expect(other.part('queue-card'), 'somebody is there now').toContainText(words.next);

        await agent.become('online');
        await expect(other.part('queue-card')).toBeHidden();
        await expect(other.part('log')).toContainText(words.assigned);
        await expect(agent.part('conversation-row')).toHaveCount(2);
      });

      await test.step('the agent sees where the visitor comes from, and why it is theirs', async () => {
        await expect(agent.part('consultation-state')).toHaveAttribute('data-state', 'assigned');
        await expect(agent.part('customer-presence')).toHaveAttribute('data-online', 'true');
        await expect(agent.part('clue-card')).toContainText(story.tour);
        await expect(agent.part('visitor-pane')).toContainText(story.tour);
        await expect(agent.part('system-event').filter({ hasText: words.acceptedYou })).toBeVisible();
        await agent.part('why-me').click();
        await expect(agent.part('why-me-card')).toContainText(words.why);
        await agent.page.keyboard.press('Escape');
        await expect(agent.part('why-me-card')).toBeHidden();
        // The question was read as soon as the conversation was opened.
        await expect(visitor.message(story.question)).toHaveAttribute('data-status', 'read');
      });

      await test.step('each sees the other typing', async () => {
        await visitor.composer.pressSequentially('…');
        await expect(agent.part('typing')).toContainText(words.visitorTypes(visitor.name));
        await visitor.composer.fill('');
        await expect(agent.part('typing')).toHaveText('');
        await agent.composer.pressSequentially('…');
        await expect(visitor.part('typing')).toContainText(words.agentTypes);
      });

      await test.step("the agent's answer is delivered, and read once the visitor looks", async () => {
        await visitor.part('back').click();
        await expect(visitor.part('home')).toBeVisible();
        await agent.say(story.answer);
        await expect(agent.message(plain(story.answer))).toHaveAttribute('data-status', 'delivered');
        await expect(visitor.part('home-continue')).toContainText(plain(story.answer));
        await visitor.part('start-chat').click();
        await expect(visitor.message(plain(story.answer))).toBeVisible();
        await expect(visitor.part('typing')).toBeHidden();
        await expect(agent.message(plain(story.answer))).toHaveAttribute('data-status', 'read');
      });

      await test.step("the visitor's message is delivered, and read once the agent looks", async () => {
        await agent.open(other.name);
        await other.part('close').click();
        await agent.say(story.otherAnswer);
        await expect(other.page.getByTestId('skein-badge'), 'a closed panel says that there is news').toHaveText('1');
        await expect(other.page.getByTestId('skein-bubble')).toContainText(story.otherAnswer);
        await other.page.getByTestId('skein-said').click();
        await expect(other.message(story.otherAnswer)).toBeVisible();
        await expect(other.page.getByTestId('skein-badge')).toBeHidden();

        await visitor.say(story.followUp);
        await expect(visitor.message(story.followUp)).toHaveAttribute('data-status', 'delivered');
        await expect(agent.row(visitor.name).getByTestId('unread-badge')).toContainText('1');
        await agent.open(visitor.name);
        await expect(agent.message(story.followUp)).toBeVisible();
        await expect(visitor.message(story.followUp)).toHaveAttribute('data-status', 'read');
        await expect(agent.row(visitor.name).getByTestId('unread-badge')).toBeHidden();
        await agent.say(story.thanks);
        await expect(visitor.message(story.thanks)).toBeVisible();
      });

      await test.step('the agent resolves, the visitor rates', async () => {
        await agent.resolve();
        await expect(agent.part('consultation-state')).toHaveAttribute('data-state', 'resolved');
        await expect(agent.row(visitor.name)).toHaveCount(0);
        await expect(visitor.part('log')).toContainText(words.ended);
        await visitor.star(5).click();
        await expect(visitor.part('star-5')).toBeChecked();
        await visitor.part('tag-friendly').click();
        await visitor.part('tag-quick_reply').click();
        await visitor.part('rating-comment').fill(story.comment);
        await visitor.part('rate-submit').click();
        await expect(visitor.part('rating')).toBeHidden();
        await expect(visitor.part('log')).toContainText(words.rated);
        await agent.show('resolved');
        await expect(agent.row(visitor.name).getByLabel(words.stars)).toBeVisible();
        await expect(agent.row(visitor.name), 'with the words').toContainText(story.comment);
        await expect(agent.part('this-consultation')).toContainText(story.comment);
        await expect(agent.part('this-consultation')).toContainText(story.praise);
      });

      await test.step('the visitor writes again: the same agent, the second consultation', async () => {
        await visitor.say(story.again);
        await agent.show('mine');
        await agent.open(visitor.name);
        await expect(agent.part('chat-column')).toContainText(words.second);
        await expect(agent.message(story.again)).toBeVisible();
        await expect(agent.message(story.question), 'the first one is still above').toBeVisible();
        await expect(agent.part('past-consultation')).toHaveCount(1);
        await expect(agent.part('past-consultation')).toContainText(story.comment);
        await expect(agent.part('past-consultation')).toContainText(story.praise);
        await expect(
          agent.part('system-event').filter({ hasText: words.ratedBy(visitor.name) }),
          'the log tells of the rating where it happened',
        ).toBeVisible();
        await expect(visitor.part('chat-title')).toHaveText(story.agentName);
      });
    });

    test('an identified customer returns in a new browser and finds the talk', async ({ newAgent, newVisitor }) => {
      const agent = await newAgent(story.agent);
      await agent.become('online');

      const customer = await newVisitor();
      await customer.visit('#/order');
      await customer.signInAs(story.customer.uid);
      await customer.page.getByTestId('ask-order').click();
      await customer.enterChat();
      await customer.say(story.question);
      await expect(customer.part('chat-title')).toHaveText(story.agentName);

      await agent.open(story.customer.name);
      await expect(agent.part('verified-badge')).toHaveText(words.verified);
      await agent.say(story.answer);
      await expect(customer.message(plain(story.answer))).toBeVisible();
      await customer.page.context().close();

      const returned = await newVisitor();
      await returned.visit();
      await returned.signInAs(story.customer.uid);
      await returned.openChat();
      await expect(returned.message(story.question)).toHaveAttribute('data-own', 'true');
      await expect(returned.message(plain(story.answer))).toHaveAttribute('data-own', 'false');
      await expect(agent.part('customer-presence')).toHaveAttribute('data-online', 'true');
      await returned.say(story.followUp);
      await expect(agent.message(story.followUp)).toBeVisible();
      await agent.say(story.thanks);
      await expect(returned.message(story.thanks)).toBeVisible();
    });
  });
}
