/** The browser's own signs of life: network back, tab visible, page kept or left. */
import type { Lifecycle, LifecycleEvent } from '../types';

export const browserLifecycle: Lifecycle = {
  subscribe(listener) {
    const page = globalThis as Partial<Pick<Window, 'addEventListener' | 'removeEventListener' | 'document'>>;
    const { document } = page;
    if (!page.addEventListener || !document) return () => {};
    const forward = (event: Event) => listener(event.type as LifecycleEvent);
    const visibility = () => listener(document.hidden ? 'hidden' : 'visible');
    const names = ['online', 'pageshow', 'pagehide'];
    for (const name of names) page.addEventListener(name, forward);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      for (const name of names) page.removeEventListener?.(name, forward);
      document.removeEventListener('visibilitychange', visibility);
    };
  },
};
