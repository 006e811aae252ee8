/** The launcher button: DOM only, no behaviour beyond showing what it is told. */

import { signOn } from '../theme/sign';
import { icon, make } from './elements';
import styles from './loader.css?inline';
import type { LoaderTexts } from './texts';

export type LoaderView = ReturnType<typeof createView>;

export function createView(texts: () => LoaderTexts, side: string, theme: string) {
  const badge = make('span', 'badge');
  const launcher = make(
    'button',
    'launcher',
    { type: 'button', 'aria-haspopup': 'dialog' },
    icon('goose'),
    icon('cross'),
    badge,
  );
  const root = make('div', 'root', {}, launcher);
  root.classList.add(side, theme);
  // Not a name that a page's rules or a page's own tags know; and not part of what Turbo keeps of a page.
  const host = make('skein-chat' as 'div', '', { 'data-testid': 'skein-widget', 'data-turbo-temporary': '' });
  const shadow = host.attachShadow({ mode: 'open' });

  /** A constructed sheet passes a page's content security policy, which an inline style element may not. */
  function addStyles(css: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  }
  addStyles(styles);
  shadow.append(root);

  return {
    host,
    shadow,
    root,
    launcher,
    addStyles,
    icon,
    make,
    showOpen(open: boolean, unread: number) {
      const { open: openIt, close } = texts();
      root.classList.toggle('open', open);
      launcher.setAttribute('aria-expanded', `${open}`);
      launcher.setAttribute('aria-label', open ? close : unread > 0 ? `${openIt} (${unread})` : openIt);
      launcher.title = '';
      badge.hidden = open || unread === 0;
      badge.textContent = unread > 99 ? '99+' : `${unread}`;
    },
    /** The rest could not be fetched: the next click tries again. */
    showFailure() {
      badge.hidden = false;
      badge.textContent = '!';
      launcher.title = texts().failed;
    },
    showAccent(hex: string) {
      root.style.setProperty('--accent', hex);
      root.style.setProperty('--on-accent', signOn(hex));
    },
    /** Everything is laid out as on a screen that is not shrunk, and grows by as much as the page is. */
    showShrink(shrink: number) {
      root.classList.toggle('shrunk', shrink > 1);
      root.style.setProperty('--shrink', `${shrink}`);
    },
  };
}
