/** How the page is shown: on a phone without a viewport rule it is drawn on a wide canvas and shrunk. */

/** Three quarters of a small phone, or a large one held across. */
const MIN_SHRINK = 1.2;

/** By how much everything must grow to be as large as it is meant to be. */
export function shrinkOf(page: Window): number {
  const { width, height } = page.screen;
  const across = Math[page.innerHeight > page.innerWidth ? 'min' : 'max'](width, height);
  const shrink = page.document.documentElement.clientWidth / across;
  return shrink > MIN_SHRINK && page.matchMedia('(pointer: coarse)').matches ? shrink : 1;
}
