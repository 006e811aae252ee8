/** Runs axe-core in one document and fails on what keeps people out. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, type Frame, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expectReadableInEveryState } from './contrast.ts';

const SOURCE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violationsIn(document: Page | Frame): Promise<string[]> {
  // Colours are measured as they are at rest.
  await document.evaluate(() =>
    Promise.all(
      window.document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
  await document.evaluate(SOURCE);
  const { violations } = await document.evaluate(async (tags): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return axe.run(window.document, { runOnly: tags, resultTypes: ['violations'], iframes: false });
  }, TAGS);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary ?? ''}`),
    );
}

/** In the light and in the dark theme, and readable in every state of what can be pressed. */
export async function expectAccessible(page: Page, what: string, document: Page | Frame = page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await document.locator(`html[data-theme=${colorScheme}], html:not([data-theme])`).waitFor({ state: 'attached' });
    expect.soft(await violationsIn(document), `${what}, ${colorScheme}`).toEqual([]);
    await expectReadableInEveryState(page, `${what}, ${colorScheme}`, document);
  }
}
