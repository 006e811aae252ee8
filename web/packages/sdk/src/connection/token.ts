/** The user token: asked for on first need and after a refusal, never twice at a time. */
import { toImError } from '../errors';
import type { ClientOptions, TokenRequest } from '../types';

export interface TokenSource {
  get(signal: AbortSignal): Promise<string>;
  /** The held token is no good; the next `get` asks for another one and tells why. */
  drop(reason: TokenRequest['reason']): void;
}

export function createTokenSource(getToken: ClientOptions['getToken']): TokenSource {
  let held: Promise<string> | undefined;
  let reason: TokenRequest['reason'] = 'initial';
  return {
    get(signal) {
      held ??= Promise.resolve()
        .then(() => getToken({ reason, signal }))
        .catch((cause) => {
          held = undefined;
          throw toImError(cause, 'token_failed', 'auth');
        });
      return held;
    },
    drop(why) {
      held = undefined;
      reason = why;
    },
  };
}
