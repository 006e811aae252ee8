/** A visitor at the demo shop: the page, and the chat inside its frame. */
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { SkeinServer } from './server.ts';

export class Visitor {
  readonly page: Page;
  readonly #server: SkeinServer;
  /** Who the server says this is, once the chat was opened. */
  name = '';
  uid = '';

  constructor(page: Page, server: SkeinServer) {
    this.page = page;
    this.#server = server;
    page.on('response', async (response) => {
      if (!response.url().endsWith('/sessions') || !response.ok()) return;
      const session = (await response.json().catch(() => null)) as { uid: string; name: string } | null;
      if (session !== null) ({ uid: this.uid, name: this.name } = session);
    });
  }

  get chat(): FrameLocator {
    // The panel lives in an open shadow root, which Playwright looks into.
    return this.page.locator('iframe[sandbox]').contentFrame();
  }

  part(testId: string): Locator {
    return this.chat.getByTestId(testId);
  }

  get launcher(): Locator {
    return this.page.getByTestId('skein-launcher');
  }

  get composer(): Locator {
    return this.part('composer');
  }

  message(text: string): Locator {
    return this.part('message').filter({ hasText: text });
  }

  /** What can be seen and clicked of a star; the radio button itself is for keyboards and readers. */
  star(score: number): Locator {
    return this.chat.locator('label').filter({ has: this.page.getByTestId(`star-${score}`) });
  }

  async visit(path = ''): Promise<void> {
    await this.page.goto(`${this.#server.shopUrl}/${path}`);
    await expect(this.launcher).toBeVisible();
  }

  async signInAs(uid: string): Promise<void> {
    const identity = this.page.waitForResponse('**/demo/identity');
    await this.page.getByTestId('sign-in-as').selectOption(uid);
    await identity;
  }

  /** From the closed panel to the open conversation. */
  async openChat(): Promise<void> {
    await this.launcher.click();
    await this.enterChat();
  }

  /** From the panel's first screen; with unread messages the panel opens at the conversation by itself. */
  async enterChat(): Promise<void> {
    const start = this.part('start-chat');
    await expect(async () => {
      if (await start.isVisible()) await start.click({ timeout: 1_000 });
      await expect(this.composer).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect.poll(() => this.uid, 'the visitor has a session').not.toBe('');
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await expect(this.part('send')).toBeEnabled();
    await this.composer.press('Enter');
  }

  /** Opens the chat on a page of the shop and asks. */
  async ask(question: string, path = ''): Promise<void> {
    await this.visit(path);
    await this.openChat();
    await this.say(question);
    await expect(this.message(question)).toHaveAttribute('data-status', /sent|delivered|read/);
  }

  /** All messages, oldest first. */
  async texts(): Promise<string[]> {
    return this.part('message').locator('.bubble').allInnerTexts();
  }
}
