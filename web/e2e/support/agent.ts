/** An agent at the workbench. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { AgentStatus } from './rest.ts';

export class Agent {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  part(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  get composer(): Locator {
    return this.part('composer-input');
  }

  /** The conversation with somebody in the list that is shown. */
  row(name: string): Locator {
    return this.part('conversation-row').filter({ hasText: name });
  }

  message(text: string): Locator {
    return this.part('message').filter({ hasText: text });
  }

  async become(status: AgentStatus): Promise<void> {
    await this.part('presence-menu').click();
    await this.part(`presence-${status}`).click();
    await expect(this.part('presence-menu')).toHaveAttribute('data-status', status);
    await expect(this.page.getByRole('menu')).toBeHidden();
  }

  async show(tab: 'queue' | 'mine' | 'resolved'): Promise<void> {
    await this.part(`tab-${tab}`).click();
    await expect(this.part(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true');
  }

  async open(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.part('chat-column')).toBeVisible();
    await expect(this.row(name)).toHaveAttribute('aria-selected', 'true');
    // Rows do not move under a pointer; it goes where the agent reads.
    await this.part('timeline').hover();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Resolves the open consultation for good: says yes where it is asked, and waives the undo. */
  async resolve(): Promise<void> {
    await this.part('resolve').click();
    const confirm = this.part('resolve-confirm');
    const done = this.part('undo-close');
    await expect(confirm.or(done)).toBeVisible();
    if (await confirm.isVisible()) await confirm.click();
    await done.click();
    await expect(this.part('read-only-bar')).toBeVisible();
  }

  /** All messages of the open conversation that are near the view, oldest first. */
  async texts(): Promise<string[]> {
    return this.part('message').locator('[dir=auto]').allInnerTexts();
  }
}
