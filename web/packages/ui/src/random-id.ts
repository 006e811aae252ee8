/** Names nobody else will choose. `crypto.randomUUID` exists on secure origins only; a plain-http intranet needs ids too. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
