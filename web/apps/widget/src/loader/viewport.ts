/** Full-screen behaviour on small screens: which layout applies, the keyboard's effect on it, and a still page behind it. */

/** A phone held upright or across. The style sheet has the same words. */
export const SMALL_SCREEN = '(max-width: 480px), (max-height: 480px)';

export function watchFullscreen(page: Window, onChange: (fullscreen: boolean) => void): boolean {
  const query = page.matchMedia(SMALL_SCREEN);
  query.addEventListener('change', () => onChange(query.matches));
  return query.matches;
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
export function followKeyboard(page: Window, panel: HTMLElement): () => void {
  const viewport = page.visualViewport;
  if (!viewport) return () => undefined;
  const fit = () => {
    panel.style.height = `${viewport.height}px`;
    panel.style.top = `${viewport.offsetTop}px`;
  };
  const ending = new AbortController();
  fit();
  for (const sign of ['resize', 'scroll']) viewport.addEventListener(sign, fit, ending);
  return () => {
    ending.abort();
    panel.style.height = panel.style.top = '';
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
