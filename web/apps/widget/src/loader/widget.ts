/** The widget on the host page: opens and closes the panel, makes the frame when it is likely to be needed, and keeps both in step. */
import { type Clue, parseClue } from "../bridge/clue";
import type { LastMessage, ToFrame, ToHost } from "../bridge/messages";
import { parseSiteConfig, type SiteConfig } from "../bridge/site-config";
import { loaderTexts } from "../i18n/loader-texts";
import { type Command, type Commands, installCommands } from "./commands";
import { type FrameLink, linkFrame } from "./frame-link";
import type { LoaderOptions } from "./options";
import { createView } from "./view";
import { followKeyboard, lockScroll, onBackGesture, watchFullscreen } from "./viewport";

/** A quiet page gets its frame this long after it has loaded, so that the first click is answered at once. */
const IDLE_FRAME_MS = 5_000;
/** A frame that has not said hello by then did not load. */
const FRAME_TIMEOUT_MS = 15_000;
const MIN_PANEL = { width: 320, height: 400 };

const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";

export function startWidget(options: LoaderOptions, page: Window = window): Commands {
  const { document } = page;
  const texts = loaderTexts[options.locale];
  const view = createView(texts, options.side);
  let open = false;
  let unread = 0;
  let config: SiteConfig | null = null;
  let configSettled = false;
  let explicitClue: Clue = {};
  let identityToken: string | null = null;
  let forget = false;
  let frame: HTMLIFrameElement | null = null;
  let link: FrameLink | null = null;
  let linked = false;
  let frameTimer = 0;
  let undoFullscreen: (() => void)[] = [];
  let fullscreen = watchFullscreen(page, (now) => {
    fullscreen = now;
    arrange();
    send({ type: "layout", fullscreen });
  });

  function currentClue(): Clue {
    return parseClue({
      pageUrl: page.location.href,
      pageTitle: document.title,
      referrer: document.referrer,
      ...explicitClue,
    });
  }

  /** Before the frame has a port nothing needs to be kept: `init` carries the whole state. */
  function send(message: ToFrame): void {
    if (linked) link?.send(message);
  }

  function initialise(): void {
    // Both must be there; whichever comes second sends it.
    if (link === null || !configSettled) return;
    linked = true;
    link.send({
      type: "init",
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
    const made = document.createElement("iframe");
    made.title = texts.panel;
    made.setAttribute("sandbox", SANDBOX);
    made.allow = "clipboard-write";
    // The frame needs the origin of its host, and nobody needs the page's full address in a log.
    made.referrerPolicy = "origin";
    made.src = `${options.origin}/widget/frame?site=${encodeURIComponent(options.site)}`;
    let greeted = false;
    link = linkFrame({
      page,
      frame: made,
      origin: options.origin,
      onConnect() {
        greeted = true;
        linked = false;
        initialise();
      },
      onMessage,
    });
    view.showFrame("waiting");
    page.clearTimeout(frameTimer);
    frameTimer = page.setTimeout(() => {
      if (!greeted) view.showFrame("failed");
    }, FRAME_TIMEOUT_MS);
    frame = made;
    view.panel.append(made);
  }

  function remakeFrame(): void {
    link?.dispose();
    frame?.remove();
    frame = null;
    link = null;
    linked = false;
    makeFrame();
  }

  function arrange(): void {
    for (const undo of undoFullscreen.splice(0)) undo();
    view.panel.setAttribute("aria-modal", String(open && fullscreen));
    if (open && fullscreen) {
      undoFullscreen = [lockScroll(document), followKeyboard(page, view.panel), onBackGesture(page, close)];
    }
  }

  function show(): void {
    makeFrame();
    if (open) return;
    open = true;
    view.showOpen(true);
    view.showBubble(null);
    view.showUnread(0);
    arrange();
    send({ type: "clue", clue: currentClue() });
    send({ type: "visibility", open: true });
    frame?.focus();
    commands.emit("open");
  }

  function close(): void {
    if (!open) return;
    open = false;
    view.showOpen(false);
    view.showUnread(unread);
    arrange();
    send({ type: "visibility", open: false });
    view.launcher.focus({ preventScroll: true });
    commands.emit("close");
  }

  function onMessage(message: ToHost): void {
    switch (message.type) {
      case "ready":
        page.clearTimeout(frameTimer);
        view.showFrame("ready");
        if (open) frame?.focus();
        commands.emit("ready");
        break;
      case "close":
        close();
        break;
      case "unread":
        unread = message.count;
        view.showUnread(open ? 0 : unread);
        if (unread === 0) view.showBubble(null);
        commands.emit("unread", unread);
        break;
      case "last_message":
        showLastMessage(message.message);
        break;
      case "resize":
        view.panel.style.setProperty("--width", `${Math.max(MIN_PANEL.width, message.width)}px`);
        view.panel.style.setProperty("--height", `${Math.max(MIN_PANEL.height, message.height)}px`);
        break;
      case "event":
        commands.emit(message.name, message.detail);
        break;
    }
  }

  function showLastMessage(message: LastMessage | null): void {
    if (!open) view.showBubble(message);
  }

  function run(command: Command): void {
    switch (command.name) {
      case "open":
        show();
        break;
      case "close":
        close();
        break;
      case "toggle":
        if (open) close();
        else show();
        break;
      case "identify":
        identityToken = command.identityToken;
        send({ type: "identify", identityToken });
        // A customer who signed in may have an answer waiting.
        makeFrame();
        break;
      case "logout":
        identityToken = null;
        // Without a frame there may still be a session of an earlier page to wipe.
        makeFrame();
        forget = !linked;
        send({ type: "logout" });
        break;
      case "clue":
        explicitClue = parseClue(command.clue);
        send({ type: "clue", clue: currentClue() });
        break;
    }
  }

  async function loadConfig(): Promise<void> {
    try {
      const answer = await page.fetch(`${options.origin}/v1/widget/sites/${encodeURIComponent(options.site)}/config`, {
        credentials: "omit",
      });
      if (answer.ok) config = parseSiteConfig(await answer.json());
    } catch {
      // The frame asks again from its own origin and shows what is wrong, where a visitor can act on it.
    }
    configSettled = true;
    if (config?.accent) view.showAccent(config.accent);
    if (config?.title[options.locale]) view.showTitle(config.title[options.locale]);
    initialise();
  }

  function watchTheme(): void {
    const query = page.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => view.showDark(options.theme === "dark" || (options.theme === "system" && query.matches));
    query.addEventListener("change", apply);
    apply();
  }

  function makeFrameWhenIdle(): void {
    page.setTimeout(() => {
      if ("requestIdleCallback" in page) page.requestIdleCallback(makeFrame, { timeout: 2_000 });
      else makeFrame();
    }, IDLE_FRAME_MS);
  }

  view.launcher.addEventListener("click", () => run({ name: "toggle" }));
  view.launcher.addEventListener("pointerenter", makeFrame, { once: true });
  view.launcher.addEventListener("focus", makeFrame, { once: true });
  view.bubbleText.addEventListener("click", show);
  view.bubbleDismiss.addEventListener("click", () => {
    view.showBubble(null);
    view.launcher.focus({ preventScroll: true });
  });
  view.retry.addEventListener("click", remakeFrame);
  view.shut.addEventListener("click", close);
  view.host.shadowRoot?.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key === "Escape") close();
  });
  watchTheme();
  document.body.append(view.host);
  const commands = installCommands(page, run);
  void loadConfig();
  if (document.readyState === "complete") makeFrameWhenIdle();
  else page.addEventListener("load", makeFrameWhenIdle, { once: true });
  return commands;
}
