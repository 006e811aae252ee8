/** How long a token lives from its arrival on: by the server's own two times in it, never against this machine's clock. */

/** For a token that does not say; it is short enough for every server. */
const UNKNOWN_LIFE_MS = 60_000;

export function lifeMs(token: string): number {
  try {
    const [, payload = ''] = token.split('.');
    const { iat, exp }: { iat?: unknown; exp?: unknown } = JSON.parse(
      atob(payload.replaceAll('-', '+').replaceAll('_', '/')),
    );
    return typeof iat === 'number' && typeof exp === 'number' && exp > iat ? (exp - iat) * 1_000 : UNKNOWN_LIFE_MS;
  } catch {
    return UNKNOWN_LIFE_MS;
  }
}
