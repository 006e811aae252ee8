/** What the browser says about the page, as signals. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Lifecycle, LifecycleEvent } from '@skein/sdk';

export interface PageState {
  visible: ReadonlySignal<boolean>;
  online: ReadonlySignal<boolean>;
  /** Runs whenever the reader turns to this page: it becomes visible or gets the focus. */
  onAttention(listener: () => void): void;
  /** The same for the SDK, which wakes up, rests and closes by it. */
  lifecycle: Lifecycle;
  /** The reader does not want to wait for the next attempt. */
  wake(): void;
}

export function watchPage(page: Window): PageState {
  const isVisible = () => page.document.visibilityState === 'visible';
  const visible = signal(isVisible());
  const online = signal(page.navigator.onLine);
  const attention = new Set<() => void>();
  const lifecycle = new Set<(event: LifecycleEvent) => void>();

  const tell = (event: LifecycleEvent) => {
    for (const listener of lifecycle) listener(event);
  };
  const attend = () => {
    if (isVisible()) for (const listener of attention) listener();
  };

  page.document.addEventListener('visibilitychange', () => {
    visible.value = isVisible();
    tell(isVisible() ? 'visible' : 'hidden');
    attend();
  });
  page.addEventListener('focus', attend);
  page.addEventListener('online', () => {
    online.value = true;
    tell('online');
  });
  page.addEventListener('offline', () => {
    online.value = false;
  });
  page.addEventListener('pageshow', () => tell('pageshow'));
  page.addEventListener('pagehide', () => tell('pagehide'));

  return {
    visible,
    online,
    onAttention: (listener) => void attention.add(listener),
    lifecycle: {
      subscribe(listener) {
        lifecycle.add(listener);
        return () => void lifecycle.delete(listener);
      },
    },
    wake: () => tell('online'),
  };
}
