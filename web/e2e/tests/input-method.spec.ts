/** Enter that picks a candidate of an input method must not send: the classic fault of chat boxes for Chinese writers. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

test.use({ locale: 'zh-CN' });

/** Composes like a pinyin keyboard: letters under way, Enter while they are, then the chosen word. */
async function compose(page: Page, box: Locator, letters: string, word: string): Promise<void> {
  await box.focus();
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', {
    text: letters,
    selectionStart: letters.length,
    selectionEnd: letters.length,
  });
  await expect(box).toHaveValue(letters);
  // What a browser sends while the input method has the key: the code 229 in place of Enter's own.
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
  // And what others send: Enter itself, with the composition still open.
  await keyboard.send('Input.imeSetComposition', {
    text: letters,
    selectionStart: letters.length,
    selectionEnd: letters.length,
  });
  const bare = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...bare });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...bare });
  await expect(box, 'still composing, nothing sent').toHaveValue(letters);
  await keyboard.send('Input.insertText', { text: word });
  await expect(box).toHaveValue(word);
  await keyboard.detach();
}

test('in the widget', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  await visitor.visit();
  await visitor.openChat();
  await compose(visitor.page, visitor.composer, 'nihao', '你好');
  await expect(visitor.part('message')).toHaveCount(0);
  await visitor.composer.press('Enter');
  await expect(visitor.message('你好')).toHaveCount(1);
  await expect(visitor.composer).toHaveValue('');
});

test('in the workbench', async ({ newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await visitor.ask('在吗？');
  const agent = await newAgent('fang');
  await agent.become('online');
  await agent.open(visitor.name);
  await compose(agent.page, agent.composer, 'zaide', '在的');
  await expect(agent.part('message')).toHaveCount(1);
  await agent.composer.press('Enter');
  await expect(agent.message('在的')).toHaveCount(1);
  await expect(visitor.message('在的')).toBeVisible();
});
