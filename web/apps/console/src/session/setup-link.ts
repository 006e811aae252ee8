/** The one-time code of a setup link: taken from the address once, then gone from it. */

const SETUP_HASH = /^#\/setup\?(.*)$/;

/** True for an address that carries a code. */
export function isSetupLink(hash: string): boolean {
  return SETUP_HASH.test(hash);
}

/** Reads the code out of `#/setup?code=…` and replaces the entry, so that neither history nor a screenshot keeps it. */
export function takeSetupCode(location: Location, history: History): string | null {
  const query = SETUP_HASH.exec(location.hash)?.[1];
  if (query === undefined) return null;
  const code = new URLSearchParams(query).get('code');
  history.replaceState(history.state, '', `${location.pathname}${location.search}#/setup`);
  return code;
}
