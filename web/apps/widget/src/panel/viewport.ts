/** Full-screen behaviour on small screens: which layout applies, the keyboard's effect on it, and a still page behind it. */
/** A phone held upright or across, or a page enlarged to 400 %. */
const SMALL_PX = 480;

export function isSmall(page: Window, shrink: number): boolean {
  return page.innerWidth / shrink <= SMALL_PX || page.innerHeight / shrink <= SMALL_PX;
}

/** Keeps the page from scrolling behind the panel; returns the way back. */
export function lockScroll(page: Document): () => void {
  const { style } = page.documentElement;
  const before = style.overflow;
  style.overflow = 'hidden';
  return () => {
    style.overflow = before;
  };
}

/**
 * Fits the panel into what the on-screen keyboard leaves. The frame can't do this itself: inside a frame
 * `visualViewport` measures the frame, not the screen.
 */
export function followKeyboard(page: Window, panel: HTMLElement, shrink: () => number): () => void {
  const viewport = page.visualViewport;
  if (!viewport) return () => undefined;
  const unfit = () => {
    panel.style.height = panel.style.top = '';
  };
  const fit = () => {
    // Who has zoomed in with two fingers wants to see a part of it larger, not all of it smaller.
    if (viewport.width < page.document.documentElement.clientWidth - 1) return unfit();
    panel.style.height = `${viewport.height / shrink()}px`;
    panel.style.top = `${viewport.offsetTop / shrink()}px`;
  };
  const ending = new AbortController();
  fit();
  for (const sign of ['resize', 'scroll']) viewport.addEventListener(sign, fit, ending);
  return () => {
    ending.abort();
    unfit();
  };
}

/** The back button of Android closes the panel where the browser offers that without touching the page's history. */
export function onBackGesture(page: Window, close: () => void): () => void {
  const Watcher = (page as { CloseWatcher?: new () => { onclose: (() => void) | null; destroy(): void } }).CloseWatcher;
  if (Watcher === undefined) return () => undefined;
  try {
    const watcher = new Watcher();
    watcher.onclose = close;
    return () => watcher.destroy();
  } catch {
    // Browsers allow one watcher without user activation; Escape and the close button remain.
    return () => undefined;
  }
}
