/** What the host page and the chat frame say to each other: types, limits and validation of both directions. */
import { type Clue, parseClue } from './clue';
import { MAX_TOKEN_LENGTH } from './limits';
import { parseSiteConfig, type SiteConfig } from './site-config';
import { flag, record, text, whole } from './validate';

/** Raised when a message changes its meaning; both sides ignore other versions. */
export const BRIDGE_VERSION = 1;

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

/** The host sends what the page and the server gave it as it is; `parseToFrame` is what makes it safe. */
export type FromHost =
  | (Omit<Extract<ToFrame, { type: 'init' }>, 'clue' | 'config'> & { clue: object; config: unknown })
  | { type: 'clue'; clue: object }
  | Exclude<ToFrame, { type: 'init' } | { type: 'clue' }>;

export type ToFrame =
  | {
      type: 'init';
      locale: Locale;
      theme: Theme;
      open: boolean;
      fullscreen: boolean;
      clue: Clue;
      config: SiteConfig | null;
      identityToken: string | null;
      /** The page asked to log out before the frame was there: wipe what an earlier page left. */
      forget: boolean;
    }
  | { type: 'visibility'; open: boolean }
  | { type: 'layout'; fullscreen: boolean }
  | { type: 'identify'; identityToken: string }
  | { type: 'logout' }
  | { type: 'clue'; clue: Clue };

export interface LastMessage {
  author: string;
  text: string;
}

/** Things a business page can listen to with `skein('on', …)`, beyond what the loader knows by itself. */
export type FrameEvent = 'message' | 'consultation' | 'identity_needed' | 'error';

export type ToHost =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  | { type: 'last_message'; message: LastMessage | null }
  | { type: 'resize'; width: number; height: number }
  /** Whether this browser has a talk whose answers should be looked for on the next page. */
  | { type: 'talk'; exists: boolean }
  /** The visitor asks something: where is that, now? */
  | { type: 'clue_wanted' }
  | { type: 'event'; name: FrameEvent; detail: string };

/** The one message that travels by `window.postMessage`: the frame asks its host for a port, the host answers with one. */
export interface Handshake {
  skein: number;
  kind: 'hello' | 'port';
}

export function handshake(kind: Handshake['kind']): Handshake {
  return { skein: BRIDGE_VERSION, kind };
}

export function isHandshake(value: unknown, kind: Handshake['kind']): boolean {
  const fields = record(value);
  return fields !== null && fields.skein === BRIDGE_VERSION && fields.kind === kind;
}

/** Adds the version; the counterpart of the two parsers below. */
export function envelope<T extends FromHost | ToHost>(message: T): T & { v: number } {
  return { v: BRIDGE_VERSION, ...message };
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | null {
  return choices.find((choice) => choice === value) ?? null;
}

function versioned(value: unknown): Record<string, unknown> | null {
  const fields = record(value);
  return fields !== null && fields.v === BRIDGE_VERSION ? fields : null;
}

export function parseToFrame(value: unknown): ToFrame | null {
  const fields = versioned(value);
  if (fields === null) return null;
  switch (fields.type) {
    case 'init': {
      const locale = oneOf(LOCALES, fields.locale);
      const theme = oneOf(THEMES, fields.theme);
      const open = flag(fields.open);
      const fullscreen = flag(fields.fullscreen);
      const forget = flag(fields.forget);
      if (locale === null || theme === null || open === null || fullscreen === null || forget === null) return null;
      return {
        type: 'init',
        locale,
        theme,
        open,
        fullscreen,
        clue: parseClue(fields.clue),
        config: parseSiteConfig(fields.config),
        identityToken: text(fields.identityToken, MAX_TOKEN_LENGTH),
        forget,
      };
    }
    case 'visibility': {
      const open = flag(fields.open);
      return open === null ? null : { type: 'visibility', open };
    }
    case 'layout': {
      const fullscreen = flag(fields.fullscreen);
      return fullscreen === null ? null : { type: 'layout', fullscreen };
    }
    case 'identify': {
      const identityToken = text(fields.identityToken, MAX_TOKEN_LENGTH);
      return identityToken === null ? null : { type: 'identify', identityToken };
    }
    case 'logout':
      return { type: 'logout' };
    case 'clue':
      return { type: 'clue', clue: parseClue(fields.clue) };
    default:
      return null;
  }
}

export function parseToHost(value: unknown): ToHost | null {
  const fields = versioned(value);
  if (fields === null) return null;
  switch (fields.type) {
    case 'ready':
    case 'close':
    case 'clue_wanted':
      return { type: fields.type };
    case 'talk': {
      const exists = flag(fields.exists);
      return exists === null ? null : { type: 'talk', exists };
    }
    case 'unread': {
      const count = whole(fields.count, 1_000_000);
      return count === null ? null : { type: 'unread', count };
    }
    case 'last_message': {
      const message = record(fields.message);
      if (message === null) return { type: 'last_message', message: null };
      const body = text(message.text, 500);
      return body === null
        ? null
        : { type: 'last_message', message: { author: text(message.author, 200) ?? '', text: body } };
    }
    case 'resize': {
      const width = whole(fields.width, 2000);
      const height = whole(fields.height, 2000);
      return width === null || height === null ? null : { type: 'resize', width, height };
    }
    case 'event': {
      const name = text(fields.name, 40);
      return name === null ? null : { type: 'event', name: name as FrameEvent, detail: text(fields.detail, 200) ?? '' };
    }
    default:
      return null;
  }
}
