/** The launcher button, the message bubble and the empty panel: DOM only, no behaviour beyond showing what it is told. */
import type { LastMessage } from "../bridge/messages";
import type { LoaderTexts } from "../i18n/loader-texts";
import { accentColours } from "../theme/accent";
import { applyStyles, loaderStyles } from "./styles";

const SVG = "http://www.w3.org/2000/svg";
const GOOSE =
  "M3 8c3.2.2 5.6 1.6 7.2 4.1C12.2 8.4 15.6 6 21 5.6c-2.6 1.5-4.4 3.7-5.400 6.700l-3 6.100-3.100-3.700C8 12.900 5.900 10.600 3 8z";
const CROSS = "M6 6l12 12M18 6L6 18";

function icon(path: string, className: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  if (className === "goose") shape.setAttribute("fill", "currentColor");
  svg.append(shape);
  return svg;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export interface LoaderView {
  host: HTMLElement;
  panel: HTMLElement;
  launcher: HTMLButtonElement;
  bubble: HTMLElement;
  bubbleText: HTMLButtonElement;
  bubbleDismiss: HTMLButtonElement;
  retry: HTMLButtonElement;
  shut: HTMLButtonElement;
  showOpen(open: boolean): void;
  showUnread(count: number): void;
  /** Null hides the bubble. */
  showBubble(message: LastMessage | null): void;
  showTitle(title: string): void;
  showAccent(hex: string): void;
  showDark(dark: boolean): void;
  showFrame(state: "waiting" | "ready" | "failed"): void;
}

export function createView(texts: LoaderTexts, side: "left" | "right"): LoaderView {
  const host = element("div", "", { "data-testid": "skein-widget" });
  const shadow = host.attachShadow({ mode: "open" });
  applyStyles(shadow, loaderStyles);
  const root = element("div", `root ${side}`);

  const launcher = element("button", "launcher", {
    type: "button",
    "data-testid": "skein-launcher",
    "aria-label": texts.open,
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
  });
  const badge = element("span", "badge", { "data-testid": "skein-unread", "aria-hidden": "true" });
  badge.hidden = true;
  launcher.append(icon(GOOSE, "goose"), icon(CROSS, "x"), badge);

  const bubble = element("div", "bubble", { "data-testid": "skein-bubble", role: "status" });
  bubble.hidden = true;
  const bubbleText = element("button", "text", { type: "button" });
  const author = element("b", "");
  const words = element("span", "");
  bubbleText.append(author, words);
  const bubbleDismiss = element("button", "dismiss", { type: "button", "aria-label": texts.dismiss });
  bubbleDismiss.append(icon(CROSS, ""));
  bubble.append(bubbleText, bubbleDismiss);

  const panel = element("div", "panel", { role: "dialog", "aria-label": texts.panel, "data-testid": "skein-panel" });
  const failed = element("div", "failed-note", { role: "alert" });
  const retry = element("button", "", { type: "button" });
  const shut = element("button", "shut", { type: "button" });
  retry.textContent = texts.retry;
  shut.textContent = texts.close;
  const failedText = element("span", "");
  failedText.textContent = texts.loadFailed;
  failed.append(failedText, retry, shut);
  panel.append(element("div", "wait", { "aria-hidden": "true" }), failed);

  // The panel comes after the launcher, so that Tab goes from the button into the chat.
  root.append(bubble, launcher, panel);
  shadow.append(root);

  return {
    host,
    panel,
    launcher,
    bubble,
    bubbleText,
    bubbleDismiss,
    retry,
    shut,
    showOpen(open) {
      root.classList.toggle("open", open);
      launcher.setAttribute("aria-expanded", String(open));
      if (open) launcher.setAttribute("aria-label", texts.close);
    },
    showUnread(count) {
      badge.hidden = count === 0;
      badge.textContent = count > 99 ? "99+" : String(count);
      if (launcher.getAttribute("aria-expanded") === "false") {
        launcher.setAttribute("aria-label", count === 0 ? texts.open : texts.openUnread(count));
      }
    },
    showBubble(message) {
      bubble.hidden = message === null;
      if (message === null) return;
      const name = message.author || texts.bubbleAnonymous;
      author.textContent = name;
      words.textContent = message.text;
      bubbleText.setAttribute("aria-label", `${texts.bubbleFrom(name)}: ${message.text}`);
    },
    showTitle(title) {
      panel.setAttribute("aria-label", title);
    },
    showAccent(hex) {
      const colours = accentColours(hex, false);
      root.style.setProperty("--accent", colours.accent);
      root.style.setProperty("--on-accent", colours.onAccent);
    },
    showDark(dark) {
      root.classList.toggle("dark", dark);
    },
    showFrame(state) {
      panel.classList.toggle("ready", state === "ready");
      panel.classList.toggle("failed", state === "failed");
    },
  };
}
