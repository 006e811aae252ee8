/** A page as nobody looks at it: it says so, and its timers run together, once in a while, as browsers let them. */
import type { Page } from '@playwright/test';

interface HiddenPage {
  hide(): void;
  show(): void;
  wakes: number;
}

declare global {
  interface Window {
    skeinHidden: HiddenPage;
  }
}

/**
 * Done before the page is opened, in all its frames. While it is hidden, what is due waits for the next multiple of
 * `wakeEveryMs`: browsers let a page that has been hidden for five minutes wake once a minute.
 */
export async function mayBeHidden(page: Page, wakeEveryMs: number): Promise<void> {
  await page.addInitScript((everyMs) => {
    const native = {
      setTimeout: window.setTimeout.bind(window),
      setInterval: window.setInterval.bind(window),
      frame: window.requestAnimationFrame.bind(window),
    };
    let hidden = false;
    let waker = 0;
    const due: (() => void)[] = [];
    const run = (callback: () => void) => {
      if (hidden) due.push(callback);
      else callback();
    };
    const wake = () => {
      page.wakes++;
      for (const callback of due.splice(0)) callback();
    };

    /** A timer that was cleared while it waited must not run. */
    const live = new Set<number>();
    const stop = (name: 'clearTimeout' | 'clearInterval') => {
      const clear = window[name].bind(window);
      window[name] = ((handle?: number) => {
        live.delete(Number(handle));
        clear(handle);
      }) as typeof window.clearTimeout;
    };
    stop('clearTimeout');
    stop('clearInterval');
    window.setTimeout = ((callback: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      const handle = native.setTimeout(() => run(() => live.delete(handle) && callback(...values)), ms);
      live.add(handle);
      return handle;
    }) as typeof window.setTimeout;
    window.setInterval = ((callback: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      let waiting = false;
      const handle = native.setInterval(() => {
        if (waiting) return;
        waiting = true;
        run(() => {
          waiting = false;
          if (live.has(handle)) callback(...values);
        });
      }, ms);
      live.add(handle);
      return handle;
    }) as typeof window.setInterval;
    window.requestAnimationFrame = (callback) => native.frame((at) => run(() => callback(at)));

    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    document.hasFocus = () => !hidden;
    const turn = (to: boolean) => {
      hidden = to;
      clearInterval(waker);
      if (hidden) waker = native.setInterval(wake, everyMs);
      else wake();
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const page: HiddenPage = { hide: () => turn(true), show: () => turn(false), wakes: 0 };
    window.skeinHidden = page;
  }, wakeEveryMs);
}

export async function hide(page: Page): Promise<void> {
  for (const frame of page.frames()) await frame.evaluate(() => window.skeinHidden.hide());
}

export async function show(page: Page): Promise<void> {
  for (const frame of page.frames()) await frame.evaluate(() => window.skeinHidden.show());
}

/** How often the timers of the page ran since it was hidden. */
export const wakesOf = (page: Page): Promise<number> => page.evaluate(() => window.skeinHidden.wakes);
