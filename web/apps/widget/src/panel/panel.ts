/** The panel on the host page: opens and closes, holds the frame with the chat, and keeps both in step. */
import type { FromHost, ToHost } from '../bridge/messages';
import type { Marks } from '../loader/marks';
import type { LoaderOptions } from '../loader/options';
import type { LoaderTexts } from '../loader/texts';
import type { LoaderView } from '../loader/view';
import { type Bubble, createBubble } from './bubble';
import { activeElement, isWriting } from './focus';
import { type FrameLink, linkFrame } from './frame-link';
import styles from './panel.css?inline';
import { followKeyboard, isSmall, lockScroll, onBackGesture } from './viewport';

/** A frame that has not said hello by then will not load. */
const FRAME_TIMEOUT_MS = 15_000;
/** Nor will one that has loaded and still says nothing: it shows a browser's own page about an error. */
const LOADED_TIMEOUT_MS = 2_000;
/** Nobody is asked to try again for ever: a chat that does not load although the server answers is taken away. */
const MAX_FAILURES = 3;

const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads';

/** What the loader knows and does; it stays the one that talks to the page. */
export interface PanelHost {
  page: Window;
  options: LoaderOptions;
  view: LoaderView;
  texts(): LoaderTexts;
  marks: Marks;
  config: unknown;
  identityToken: string | null;
  /** The sign of logouts when that token was named. */
  turn?: string;
  /** The page asked to log out, and no frame has heard it yet. */
  forget: boolean;
  /** By how much the page is shrunk. */
  shrink: number;
  clue(): object;
  emit(event: string, detail?: unknown): void;
  /** Asks the server again; what it says of the site is acted on. */
  isThere(): Promise<boolean>;
  leave(code: string, why: string): void;
}

export type Panel = ReturnType<typeof createPanel>;

export function createPanel(host: PanelHost) {
  const { page, options, view, texts, marks, emit } = host;
  const { document } = page;
  const panel = view.make('div', 'panel', { role: 'dialog' });
  const bubble: Bubble = createBubble(
    view,
    texts,
    () => show(true),
    () => view.launcher.focus({ preventScroll: true }),
  );
  let open = false;
  let unread = 0;
  let failures = 0;
  let frame: HTMLIFrameElement | null = null;
  let link: FrameLink | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let small = false;
  let undoSmall: (() => void)[] = [];
  /** What had the focus when the visitor asked for the chat; the focus goes on from there only. */
  let focusFrom: Element | null | undefined;

  view.addStyles(styles);
  // After the launcher, so that Tab goes from the button into the chat.
  view.root.prepend(bubble.element);
  view.root.append(panel);
  makeFrame();

  function send(message: FromHost): void {
    link?.send(message);
  }

  function initialise(): void {
    // Somebody logged out in another tab since the page named its customer.
    if (host.turn !== undefined && host.turn !== marks.turn()) host.identityToken = null;
    send({
      type: 'init',
      locale: options.locale(),
      theme: options.theme(),
      open,
      fullscreen: small,
      clue: host.clue(),
      config: host.config,
      identityToken: host.identityToken,
      forget: host.forget,
    });
    host.forget = false;
  }

  function makeFrame(): void {
    if (frame !== null) return;
    const made = document.createElement('iframe');
    const title = (host.config as { title?: Record<string, unknown> } | null)?.title?.[options.locale()];
    made.title = typeof title === 'string' && title ? title : texts().support;
    panel.setAttribute('aria-label', made.title);
    made.setAttribute('sandbox', SANDBOX);
    made.allow = 'clipboard-write';
    // The frame needs the origin of its host, and nobody needs the page's full address in a log.
    made.referrerPolicy = 'origin';
    made.src = `${options.origin}/widget/frame?site=${encodeURIComponent(options.site)}`;
    let connected = false;
    timer = setTimeout(giveUp, FRAME_TIMEOUT_MS);
    made.onload = () => {
      clearTimeout(timer);
      if (!connected) timer = setTimeout(giveUp, LOADED_TIMEOUT_MS);
    };
    link = linkFrame({
      page,
      frame: made,
      origin: options.origin,
      onConnect() {
        clearTimeout(timer);
        connected = true;
        initialise();
      },
      onMessage,
    });
    frame = made;
    panel.append(made);
  }

  function dropFrame(): void {
    clearTimeout(timer);
    link?.dispose();
    frame?.remove();
    frame = link = null;
    panel.classList.remove('ready');
  }

  /** The frame did not come: say so where the visitor looks, and begin anew with the next click. */
  async function giveUp(): Promise<void> {
    const asked = open;
    close(false);
    dropFrame();
    if (asked) bubble.show(texts().failed);
    if ((await host.isThere()) && ++failures >= MAX_FAILURES) host.leave('frame_failed', 'the chat does not load');
  }

  function arrange(): void {
    for (const undo of undoSmall.splice(0)) undo();
    panel.setAttribute('aria-modal', `${open && small}`);
    if (open && small) {
      undoSmall = [
        lockScroll(document),
        followKeyboard(page, panel, () => host.shrink),
        onBackGesture(page, () => close(true)),
      ];
    }
  }

  /**
   * By the visitor's own act, and never out of something that is being written since. Into a frame that is there: one that
   * had the focus while it was still loading may end up without, and nothing brings it back.
   */
  function moveFocus(): void {
    const now = document.activeElement;
    const may = open && focusFrom !== undefined && panel.classList.contains('ready');
    if (may && (now === focusFrom || now === document.body || now === view.host)) frame?.focus();
  }

  function show(byVisitor: boolean): void {
    makeFrame();
    if (open) return;
    open = true;
    const active = activeElement(document);
    focusFrom = byVisitor && !isWriting(active) ? document.activeElement : undefined;
    view.showOpen(true, 0);
    bubble.show();
    arrange();
    send({ type: 'clue', clue: host.clue() });
    send({ type: 'visibility', open: true });
    moveFocus();
    emit('open');
  }

  function close(byVisitor: boolean): void {
    if (!open) return;
    open = false;
    const isOurs = document.activeElement === view.host;
    view.showOpen(false, unread);
    arrange();
    send({ type: 'visibility', open: false });
    // Back to the button, but only for who closed it there; else the next space would open it again.
    if (isOurs && byVisitor) view.launcher.focus({ preventScroll: true });
    else if (isOurs) (view.shadow.activeElement as HTMLElement | null)?.blur();
    emit('close');
  }

  function onMessage(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        failures = 0;
        panel.classList.add('ready');
        moveFocus();
        emit('ready');
        break;
      case 'close':
        close(true);
        break;
      case 'unread':
        unread = message.count;
        view.showOpen(open, unread);
        if (unread === 0) bubble.show();
        emit('unread', unread);
        break;
      case 'last_message':
        if (!open) bubble.show(message.message?.text, message.message?.author);
        break;
      case 'talk':
        marks.setTalk(message.exists);
        break;
      case 'clue_wanted':
        send({ type: 'clue', clue: host.clue() });
        break;
      case 'resize':
        for (const side of ['width', 'height'] as const) panel.style.setProperty(`--${side}`, `${message[side]}px`);
        break;
      case 'event':
        emit(message.name, message.detail);
        break;
    }
  }

  return {
    isOpen: () => open,
    open: show,
    close,
    identify() {
      if (host.identityToken !== null) send({ type: 'identify', identityToken: host.identityToken });
    },
    logout() {
      makeFrame();
      // Before the first word it is part of that; a frame that listens hears it at once.
      host.forget = !link?.isConnected();
      send({ type: 'logout' });
    },
    clue: () => send({ type: 'clue', clue: host.clue() }),
    fit() {
      const now = isSmall(page, host.shrink);
      if (now === small) return;
      small = now;
      view.root.classList.toggle('small', small);
      arrange();
      send({ type: 'layout', fullscreen: small });
    },
    /** The page has thrown everything away, and brought it back: a frame that was moved loads anew, without its listeners. */
    anew() {
      if (frame === null) return;
      dropFrame();
      makeFrame();
      arrange();
    },
    end() {
      close(false);
      dropFrame();
      arrange();
    },
  };
}
