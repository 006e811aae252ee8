/** Enter that picks a candidate of an input method must not send: the classic fault of chat boxes for Chinese writers. */
import type { CDPSession, Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

test.use({ locale: 'zh-CN' });

/** Keys as the browser gets them from the system, which is where an input method sits. */
class Keyboard {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(await page.context().newCDPSession(page));
  }

  /** Letters that are not a word yet. */
  async compose(text: string): Promise<void> {
    const end = text.length;
    await this.#session.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end });
  }

  /** The candidate that was chosen. */
  async choose(text: string): Promise<void> {
    await this.#session.send('Input.insertText', { text });
  }

  /** Enter; 229 is what most browsers report while an input method has the key. */
  async enter(code: 13 | 229): Promise<void> {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: code, nativeVirtualKeyCode: code };
    await this.#session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
    await this.#session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }
}

/** Writes a word with Enter in the middle of it, which must stay in the box; then sends it with the same key. */
async function writeWithInputMethod(page: Page, box: Locator, letters: string, word: string): Promise<void> {
  await box.focus();
  const keyboard = await Keyboard.of(page);
  for (const code of [229, 13] as const) {
    await keyboard.compose(letters);
    await expect(box).toHaveValue(letters);
    await keyboard.enter(code);
    await expect(box, `still composing after Enter with code ${code}`).toHaveValue(letters);
  }
  await keyboard.choose(word);
  await expect(box).toHaveValue(word);
  await keyboard.enter(13);
  await expect(box).toHaveValue('');
}

test('in the widget', async ({ newVisitor }) => {
  const visitor = await newVisitor();
  await visitor.visit();
  await visitor.openChat();
  await writeWithInputMethod(visitor.page, visitor.composer, 'nihao', '你好');
  await expect(visitor.message('你好')).toHaveCount(1);
  await expect(visitor.part('message'), 'and nothing else was sent').toHaveCount(1);
});

test('in the workbench', async ({ newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await visitor.ask('在吗？');
  const agent = await newAgent('fang');
  await agent.become('online');
  await agent.open(visitor.name);
  await writeWithInputMethod(agent.page, agent.composer, 'zaide', '在的');
  await expect(visitor.message('在的')).toBeVisible();
  await expect(agent.part('message'), 'question, answer, and nothing else').toHaveCount(2);
});
