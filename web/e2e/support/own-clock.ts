/** Somebody sets the clock of the machine on which a page runs, before it is opened and while it is. */
import type { Page } from '@playwright/test';

function shiftBy(shiftMs: number): void {
  const page = window as typeof window & { shiftMs?: number };
  const isSet = page.shiftMs !== undefined;
  page.shiftMs = shiftMs;
  if (isSet) return;
  const Real = Date;
  const now = () => Real.now() + (page.shiftMs ?? 0);
  window.Date = new Proxy(Real, {
    construct: (target, values, as) => Reflect.construct(target, values.length === 0 ? [now()] : values, as),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}

/** How far the page's clock is ahead of the right time, from now on and after every reload. */
export async function setClock(page: Page, shiftMs: number): Promise<void> {
  await page.addInitScript(shiftBy, shiftMs);
  for (const frame of page.frames()) await frame.evaluate(shiftBy, shiftMs);
}
