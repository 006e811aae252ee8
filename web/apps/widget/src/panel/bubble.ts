/** The bubble beside the launcher: what was written last, or what went wrong. */
import type { LoaderTexts } from '../loader/texts';
import type { LoaderView } from '../loader/view';

export interface Bubble {
  element: HTMLElement;
  /** Without words there is no bubble. */
  show(text?: string, from?: string): void;
}

export function createBubble(
  { make, icon }: LoaderView,
  texts: () => LoaderTexts,
  onOpen: () => void,
  onDismiss: () => void,
): Bubble {
  const author = make('b', '', { dir: 'auto' });
  const words = make('span', '', { dir: 'auto' });
  const said = make('button', 'said', { type: 'button' }, author, words);
  const dismiss = make('button', 'dismiss', { type: 'button' }, icon('cross'));
  const element = make('div', 'bubble', { role: 'status' }, said, dismiss);
  element.hidden = true;

  const bubble: Bubble = {
    element,
    show(text = '', from = '') {
      // As properties: a page that writes itself anew takes listeners away.
      said.onclick = onOpen;
      dismiss.onclick = () => {
        bubble.show();
        onDismiss();
      };
      dismiss.setAttribute('aria-label', texts().dismiss);
      author.textContent = from || texts().support;
      words.textContent = text;
      element.hidden = text === '';
    },
  };
  return bubble;
}
