/** Chooses the screen and handles what concerns the whole frame: Escape, focus on opening, the document's language. */
import { useEffect, useRef } from 'preact/hooks';
import { useWidget } from '../kit/context';
import { Slot } from '../kit/feature';
import { closesOnKey } from '../kit/keys';

/** Focusing a text box on a touch screen would push the keyboard into view unasked. */
const touch = () => window.matchMedia('(pointer: coarse)').matches;

export function App() {
  const { state, controller } = useWidget();
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (closesOnKey(event)) controller.close();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [controller]);

  const view = state.view.value;
  const isOpen = state.open.value;
  useEffect(() => {
    if (!isOpen) return undefined;
    const focus = () => {
      // Only where the visitor is already: a frame must not take the focus from a page that has it.
      if (!document.hasFocus()) return;
      const target = root.current?.querySelector<HTMLElement>(
        view === 'chat' && !touch() ? 'textarea' : '[data-autofocus]',
      );
      target?.focus({ preventScroll: true });
    };
    // After the screen is drawn, and after the panel has become visible.
    const timer = setTimeout(focus, 60);
    // The page hands the focus in; where a click has put it already, it stays.
    const onFocus = () => {
      if (document.activeElement === document.body) focus();
    };
    window.addEventListener('focus', onFocus);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', onFocus);
    };
  }, [view, isOpen]);

  const fullscreen = state.fullscreen.value || !state.hosted.value;
  return (
    <div ref={root} class={fullscreen ? 'app fullscreen' : 'app'} data-testid="widget-app">
      <Slot at={`screen:${view}`} />
    </div>
  );
}
