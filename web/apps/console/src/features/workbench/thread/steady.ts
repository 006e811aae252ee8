/** Waits until a scrolled element keeps its place: rows are measured, and moved, over several frames. */

const STEADY_FRAMES = 3;

/** Calls `done` once; returns what cancels it. Nothing is decided while the page is hidden: it draws no frames. */
export function whenSteady(element: HTMLElement, done: () => void): () => void {
  let frame = 0;
  let seen = '';
  let same = 0;
  function look(): void {
    const { scrollTop, scrollHeight, clientHeight } = element;
    const now = `${scrollTop} ${scrollHeight} ${clientHeight}`;
    same = now === seen ? same + 1 : 1;
    seen = now;
    if (same >= STEADY_FRAMES) done();
    else frame = requestAnimationFrame(look);
  }
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}
