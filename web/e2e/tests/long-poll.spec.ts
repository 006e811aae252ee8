/** Where WebSocket does not get through, everything works by long polling. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

/** As behind a proxy that refuses the upgrade: every attempt ends before it opened. Also inside the chat's frame. */
async function withoutWebSocket(page: Page): Promise<void> {
  await page.addInitScript(() => {
    class Refused extends EventTarget {
      static readonly CONNECTING = 0;
      static readonly OPEN = 1;
      static readonly CLOSING = 2;
      static readonly CLOSED = 3;
      readonly readyState = 3;
      readonly bufferedAmount = 0;
      readonly protocol = '';
      onopen: ((event: Event) => void) | null = null;
      onmessage: ((event: Event) => void) | null = null;
      onerror: ((event: Event) => void) | null = null;
      onclose: ((event: Event) => void) | null = null;
      binaryType = 'blob';
      constructor() {
        super();
        queueMicrotask(() => {
          const error = new Event('error');
          this.dispatchEvent(error);
          this.onerror?.(error);
          const close = new CloseEvent('close', { code: 1006 });
          this.dispatchEvent(close);
          this.onclose?.(close);
        });
      }
      send(): void {}
      close(): void {}
    }
    Object.defineProperty(window, 'WebSocket', { value: Refused });
  });
}

test('a conversation without WebSocket on either side', async ({ newVisitor, newAgent }) => {
  const visitor = await newVisitor();
  await withoutWebSocket(visitor.page);
  const polled = visitor.page.waitForRequest('**/v1/poll');
  await visitor.ask('Does this work behind our proxy?');
  await polled;

  const agent = await newAgent('fang', { prepare: withoutWebSocket });
  await agent.become('online');
  await agent.open(visitor.name);
  await agent.say('It does.');
  await expect(visitor.message('It does.')).toBeVisible();
  await expect(agent.message('It does.')).toHaveAttribute('data-status', 'read');

  await visitor.composer.pressSequentially('…');
  await expect(agent.part('typing')).toContainText(visitor.name);
  await visitor.say('And quickly!');
  await expect(agent.message('And quickly!')).toBeVisible();
  await expect(visitor.message('And quickly!')).toHaveAttribute('data-status', 'read');

  await agent.composer.pressSequentially('…');
  await expect(visitor.part('typing')).toBeVisible();
  await agent.composer.fill('');
  await expect(visitor.part('typing')).toBeHidden();

  // The visitor's last words have no answer yet, so the desk asks first.
  await agent.resolve();
  await expect(visitor.part('rating')).toBeVisible();
  await expect(visitor.part('connection-bar')).toBeHidden();
  await expect(agent.part('connection-bar')).toBeHidden();
});
