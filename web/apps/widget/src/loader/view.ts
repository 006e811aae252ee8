/** The launcher button, the message bubble and the empty panel: DOM only, no behaviour beyond showing what it is told. */
import type { LoaderTexts } from '../i18n/loader-texts';
import { signOn } from '../theme/sign';
import styles from './loader.css?inline';

const SHAPES = {
  goose:
    'M3 8c3.2.2 5.6 1.6 7.2 4.1C12.2 8.4 15.6 6 21 5.6c-2.6 1.5-4.4 3.7-5.4 6.7l-3 6.1-3.1-3.7C8 12.9 5.9 10.6 3 8z',
  cross: 'M6 6l12 12M18 6L6 18',
};

function icon(name: keyof typeof SHAPES): Element {
  const shape = (tag: string) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const svg = shape('svg');
  const path = shape('path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', name);
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}

/** An element with its class, which is its test id as well, its attributes and its children. */
function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  attributes: Record<string, string> = {},
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = name;
  if (name) made.dataset.testid = `skein-${name}`;
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute] ?? '');
  made.append(...children);
  return made;
}

export type LoaderView = ReturnType<typeof createView>;

export function createView(texts: LoaderTexts, side: string, theme: string) {
  const badge = make('span', 'badge');
  const launcher = make('button', 'launcher', { 'aria-haspopup': 'dialog' }, icon('goose'), icon('cross'), badge);
  const author = make('b', '');
  const words = make('span', '');
  const said = make('button', 'said', {}, author, words);
  const dismiss = make('button', 'dismiss', { 'aria-label': texts.dismiss }, icon('cross'));
  const bubble = make('div', 'bubble', { role: 'status' }, said, dismiss);
  const panel = make('div', 'panel', { role: 'dialog', 'aria-label': texts.support });
  // The panel comes after the launcher, so that Tab goes from the button into the chat.
  const root = make('div', 'root', {}, bubble, launcher, panel);
  root.classList.add(side, theme);
  const host = make('div', 'widget');
  const shadow = host.attachShadow({ mode: 'open' });
  // A constructed sheet passes a page's content security policy, which an inline style element may not.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);

  return {
    host,
    shadow,
    panel,
    launcher,
    said,
    dismiss,
    showOpen(open: boolean, unread: number) {
      root.classList.toggle('open', open);
      launcher.setAttribute('aria-expanded', `${open}`);
      launcher.setAttribute('aria-label', open ? texts.close : unread > 0 ? `${texts.open} (${unread})` : texts.open);
      badge.hidden = open || unread === 0;
      badge.textContent = unread > 99 ? '99+' : `${unread}`;
    },
    /** Without words there is no bubble. */
    showBubble(text = '', from = '') {
      bubble.hidden = text === '';
      author.textContent = from || texts.support;
      words.textContent = text;
    },
    showAccent(hex: string) {
      root.style.setProperty('--accent', hex);
      root.style.setProperty('--on-accent', signOn(hex));
    },
    showReady(ready: boolean) {
      panel.classList.toggle('ready', ready);
    },
  };
}
