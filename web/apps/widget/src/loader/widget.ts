/** The widget on the host page: opens and closes the panel, makes the frame when it is likely to be needed, and keeps both in step. */
import type { FromHost, ToHost } from '../bridge/messages';
import type { SiteConfig } from '../bridge/site-config';
import { loaderTexts } from '../i18n/loader-texts';
import { type Command, createListeners, installCommands, type Listeners } from './commands';
import { type FrameLink, linkFrame } from './frame-link';
import type { LoaderOptions } from './options';
import { createView } from './view';
import { followKeyboard, lockScroll, onBackGesture, watchFullscreen } from './viewport';

/** A quiet page gets its frame this long after it has loaded, so that the first click is answered at once. */
const IDLE_FRAME_MS = 5_000;
/** A frame that has not said hello by then will not load. */
const FRAME_TIMEOUT_MS = 15_000;
/** Nor will one that has loaded and still says nothing: it shows a browser's own page about an error. */
const LOADED_TIMEOUT_MS = 2_000;
const CONFIG_TIMEOUT_MS = 6_000;

const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads';

export function startWidget(options: LoaderOptions, page: Window = window): Listeners {
  const { document } = page;
  const listeners = createListeners();
  const texts = loaderTexts[options.locale];
  const view = createView(texts, options.side, options.theme);
  let open = false;
  let unread = 0;
  let config: unknown = null;
  let configSettled = false;
  let explicitClue: object = {};
  let identityToken: string | null = null;
  let forget = false;
  let frame: HTMLIFrameElement | null = null;
  let link: FrameLink | null = null;
  let connected = false;
  /** The frame has had `init`; nothing needs to be sent before, because that carries the whole state. */
  let initialised = false;
  let undoFullscreen: (() => void)[] = [];
  let fullscreen = watchFullscreen(page, (now) => {
    fullscreen = now;
    arrange();
    send({ type: 'layout', fullscreen });
  });

  /** What the page says of itself wins over what can be seen from outside. */
  function currentClue(): object {
    return { pageUrl: page.location.href, pageTitle: document.title, referrer: document.referrer, ...explicitClue };
  }

  function send(message: FromHost): void {
    if (initialised) link?.send(message);
  }

  function initialise(): void {
    // Both must be there; whichever comes second sends it.
    if (!connected || !configSettled) return;
    initialised = true;
    send({
      type: 'init',
      locale: options.locale,
      theme: options.theme,
      open,
      fullscreen,
      clue: currentClue(),
      config,
      identityToken,
      forget,
    });
    forget = false;
  }

  function makeFrame(): void {
    if (frame !== null) return;
    const made = document.createElement('iframe');
    made.title = texts.support;
    made.setAttribute('sandbox', SANDBOX);
    made.allow = 'clipboard-write';
    // The frame needs the origin of its host, and nobody needs the page's full address in a log.
    made.referrerPolicy = 'origin';
    made.src = `${options.origin}/widget/frame?site=${encodeURIComponent(options.site)}`;
    let timer = setTimeout(giveUp, FRAME_TIMEOUT_MS);
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
    view.panel.append(made);
  }

  /** The frame did not come: say so where the visitor looks, and begin anew with the next click. */
  function giveUp(): void {
    if (open) {
      close();
      view.showBubble(texts.failed);
    }
    link?.dispose();
    frame?.remove();
    frame = link = null;
  }

  function arrange(): void {
    for (const undo of undoFullscreen.splice(0)) undo();
    view.panel.setAttribute('aria-modal', `${open && fullscreen}`);
    if (open && fullscreen) {
      undoFullscreen = [lockScroll(document), followKeyboard(page, view.panel), onBackGesture(page, close)];
    }
  }

  function show(): void {
    makeFrame();
    if (open) return;
    open = true;
    view.showOpen(true, 0);
    view.showBubble();
    arrange();
    send({ type: 'clue', clue: currentClue() });
    send({ type: 'visibility', open: true });
    frame?.focus();
    listeners.emit('open');
  }

  function close(): void {
    if (!open) return;
    open = false;
    view.showOpen(false, unread);
    arrange();
    send({ type: 'visibility', open: false });
    view.launcher.focus({ preventScroll: true });
    listeners.emit('close');
  }

  function toggle(): void {
    if (open) close();
    else show();
  }

  function onMessage(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        view.showReady(true);
        if (open) frame?.focus();
        listeners.emit('ready');
        break;
      case 'close':
        close();
        break;
      case 'unread':
        unread = message.count;
        view.showOpen(open, unread);
        if (unread === 0) view.showBubble();
        listeners.emit('unread', unread);
        break;
      case 'last_message':
        if (!open) view.showBubble(message.message?.text, message.message?.author);
        break;
      case 'resize':
        for (const side of ['width', 'height'] as const)
          view.panel.style.setProperty(`--${side}`, `${message[side]}px`);
        break;
      case 'event':
        listeners.emit(message.name, message.detail);
        break;
    }
  }

  function run(command: Command): void {
    switch (command.name) {
      case 'open':
        show();
        break;
      case 'close':
        close();
        break;
      case 'toggle':
        toggle();
        break;
      case 'identify':
        identityToken = command.identityToken;
        send({ type: 'identify', identityToken });
        // A customer who signed in may have an answer waiting.
        makeFrame();
        break;
      case 'logout':
        identityToken = null;
        // Without a frame there may still be a session of an earlier page to wipe.
        makeFrame();
        forget = !initialised;
        send({ type: 'logout' });
        break;
      case 'clue':
        explicitClue = command.clue;
        send({ type: 'clue', clue: currentClue() });
        break;
    }
  }

  async function loadConfig(): Promise<void> {
    try {
      const answer = await fetch(`${options.origin}/v1/widget/sites/${encodeURIComponent(options.site)}/config`, {
        credentials: 'omit',
        signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS),
      });
      if (answer.ok) config = await answer.json();
    } catch {
      // The frame asks again from its own origin and shows what is wrong, where a visitor can act on it.
    }
    configSettled = true;
    const look = config as Partial<SiteConfig> | null;
    if (/^#[0-9a-f]{6}$/i.test(look?.accent ?? '')) view.showAccent(look?.accent as string);
    const title = look?.title?.[options.locale];
    if (title) view.panel.setAttribute('aria-label', title);
    initialise();
  }

  function makeFrameWhenIdle(): void {
    setTimeout(makeFrame, IDLE_FRAME_MS);
  }

  view.launcher.addEventListener('click', toggle);
  for (const sign of ['pointerenter', 'focus']) view.launcher.addEventListener(sign, makeFrame, { once: true });
  view.said.addEventListener('click', show);
  view.dismiss.addEventListener('click', () => {
    view.showBubble();
    view.launcher.focus({ preventScroll: true });
  });
  view.host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  view.showOpen(false, 0);
  view.showBubble();
  // An async script may come before there is a body.
  document.documentElement.append(view.host);
  installCommands(page, listeners, run);
  void loadConfig();
  if (document.readyState === 'complete') makeFrameWhenIdle();
  else page.addEventListener('load', makeFrameWhenIdle, { once: true });
  return listeners;
}
