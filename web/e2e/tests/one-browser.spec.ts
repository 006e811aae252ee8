/** Two tabs of one browser: one identity, one draft, one count. */
import { expect, test } from '../support/fixtures.ts';
import { Visitor } from '../support/visitor.ts';

test('a logout in one tab ends the customer in the other, and a draft sent in one is gone in the other', async ({
  newVisitor,
  server,
}) => {
  const one = await newVisitor();
  await one.visit();
  await one.signInAs('emma');
  await one.openChat();
  await expect.poll(() => one.uid).toBe('emma');
  await one.say('I am Emma.');
  await expect(one.message('I am Emma.')).toHaveAttribute('data-status', /sent|delivered|read/);

  const two = new Visitor(await one.page.context().newPage(), server);
  await two.visit();
  await two.openChat();
  await expect.poll(() => two.uid, 'the shop knows its customer in every tab').toBe('emma');
  await expect(two.message('I am Emma.')).toBeVisible();

  await two.composer.fill('half a question');
  await expect(one.composer).toHaveValue('half a question');
  await two.composer.press('Enter');
  await expect(two.message('half a question')).toHaveAttribute('data-status', /sent|delivered|read/);
  await expect(one.composer, 'Enter would send it twice').toHaveValue('');

  await two.composer.fill('for Emma only');
  await one.page.getByTestId('sign-in-as').selectOption('');
  await expect(two.message('I am Emma.')).toHaveCount(0);
  await expect.poll(() => two.uid, 'whoever goes on there is somebody else').not.toBe('emma');
  await two.enterChat();
  await expect(two.composer).toHaveValue('');
  await expect(two.page.getByTestId('sign-in-as'), 'and the shop follows').toHaveValue('');
});

test('who signs in during a talk takes it along, and the agent goes on with one talk', async ({
  newAgent,
  newVisitor,
}) => {
  const agent = await newAgent('fang');
  await agent.become('online');
  const visitor = await newVisitor();
  await visitor.ask('Before I signed in');
  await agent.show('mine');
  await agent.open(visitor.name);
  await agent.say('Welcome!');
  await expect(visitor.message('Welcome!')).toBeVisible();
  const stranger = visitor.name;

  await visitor.signInAs('li-lei');
  await expect.poll(() => visitor.uid).toBe('li-lei');
  await expect(visitor.composer, 'not at the front door').toBeVisible();
  await expect(visitor.message('Before I signed in')).toHaveAttribute('data-own', 'true');
  await expect(visitor.message('Welcome!')).toHaveAttribute('data-own', 'false');
  await expect(visitor.part('chat-title'), 'with the same agent').toHaveText('王芳');

  await expect(agent.row(stranger), 'no ghost').toHaveCount(0);
  await expect(agent.row('李雷')).toHaveCount(1);
  await agent.open('李雷');
  await expect(agent.message('Before I signed in')).toBeVisible();
  await agent.say('Good to know.');
  await expect(visitor.message('Good to know.')).toBeVisible();
  await visitor.say('Yes, it is me.');
  await expect(agent.message('Yes, it is me.')).toBeVisible();
});
