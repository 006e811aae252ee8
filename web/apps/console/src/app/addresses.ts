/** Which page an address belongs to. */
import type { Feature, Page } from '../seam/feature.ts';

/** The first part of an address: `mine` of `/mine/some-id`. */
const firstPart = (location: string): string | undefined => location.split('/')[1];

export function pageAt(pages: readonly Page[], location: string): Page | undefined {
  const first = firstPart(location);
  return pages.find(({ at }) => at.some((part) => part === first));
}

/** An address that nobody knows is no dead end: the first page is shown there. */
export function pageShownAt(pages: readonly Page[], location: string): Page | undefined {
  return pageAt(pages, location) ?? pages[0];
}

export const addressOf = (page: Page | undefined): string => `/${page?.at[0] ?? ''}`;

export const pagesOf = (features: readonly Feature[]): readonly Page[] => features.flatMap(({ pages = [] }) => pages);

export const pagesBeforeSignInOf = (features: readonly Feature[]): readonly Page[] =>
  features.flatMap(({ pagesBeforeSignIn = [] }) => pagesBeforeSignIn);
