/** The one error type of the SDK, and how the server's error codes become it. */
import type { Error as WireError } from './generated/frame';

/** `auth`: get a token. `network`: try again. `rejected`: do something else. `limit`: less or later. `bug`: report it. */
export type ErrorKind = 'auth' | 'network' | 'rejected' | 'limit' | 'bug';

export class ImError extends Error {
  override readonly name = 'ImError';

  constructor(
    /** The server's code without prefix in lower case (`rate_limited`), or one of the SDK's own (`timeout`). */
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    readonly retryable: boolean = kind === 'network',
    /** Names the request in the server's log. */
    readonly requestId?: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

const KINDS: Record<string, ErrorKind> = {
  malformed: 'bug',
  internal: 'bug',
  too_large: 'limit',
  rate_limited: 'limit',
  overloaded: 'limit',
  storage_unavailable: 'limit',
  unauthenticated: 'auth',
  token_expired: 'auth',
  session_gone: 'network',
  heartbeat_timeout: 'network',
  slow_reader: 'network',
};

export function errorFromWire(error: WireError, requestId?: number): ImError {
  const code = word(error.code, 'ERROR_CODE_');
  return new ImError(
    code,
    KINDS[code] ?? 'rejected',
    error.detail || code,
    error.retryable ?? KINDS[code] === 'network',
    requestId ? String(requestId) : undefined,
    error.retryAfterMs,
  );
}

/** Turns a proto enum name into the public word: `ROLE_AGENT` → `agent`. Numbers are values newer than this SDK. */
export function word<Word extends string>(name: string | number | undefined, prefix: string): Word {
  return (typeof name === 'string' ? name.slice(prefix.length).toLowerCase() : 'unspecified') as Word;
}

export function toImError(cause: unknown, code = 'internal', kind: ErrorKind = 'bug'): ImError {
  return cause instanceof ImError
    ? cause
    : new ImError(code, kind, cause instanceof Error ? cause.message : String(cause));
}
