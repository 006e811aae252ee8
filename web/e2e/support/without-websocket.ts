/** A page whose WebSockets never open. */
import type { Page } from '@playwright/test';

/** As behind a proxy that refuses the upgrade: every attempt ends before it opened. Also inside the chat's frame. */
export async function withoutWebSocket(page: Page): Promise<void> {
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
