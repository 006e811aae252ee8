/** Which addresses may become links, and where an address written into a sentence ends. */

/** Scripts written without spaces between words: in a Chinese sentence an address ends where the Chinese goes on. */
export const CJK = '\\u2e80-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff00-\\uffef\\u{20000}-\\u{3ffff}';

const SAFE = /^(?:https?:\/\/(?:[\p{L}\p{N}]|\[[\da-f:.]+\])|mailto:[^\s]+@|tel:\+?[\d(])/iu;
/** They could hide from a reader where an address leads. */
const HIDDEN = /[\p{Cc}\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const WWW = /^www\.[^\s.]+\.[\p{L}\p{N}]/iu;

/** A domain in Chinese is one only at the beginning, where nothing else can be meant. */
const HOST = `(?=[${CJK}])[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+`;
const SIGN = `(?:[!#-;=?-\\[\\]_a-z~]|(?![${CJK}])[\\p{L}\\p{N}\\p{M}])`;
const BARE = new RegExp(`(?:(?:https?://|www\\.)(?:${HOST}|${SIGN})|(?:mailto:|tel:)${SIGN})${SIGN}*`, 'iuy');

const MAILBOX = /(^|[^\w.+%:/@-])([a-z\d][\w.+%-]{0,63})$/i;
const DOMAIN = /[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}(?![\w@-])/iy;

/** The address to follow, when it is one that may be followed. */
export function safeHref(address: string): string | undefined {
  const href = WWW.test(address) ? `https://${address}` : address;
  return SAFE.test(href) && !HIDDEN.test(href) ? href : undefined;
}

/** The bare address that starts at `at`, as written, without the punctuation of the sentence around it. */
export function bareAddress(text: string, at: number): string | undefined {
  // In the middle of a word it is something else: "hotel:5".
  if (/[a-z\d]/i.test(text[at - 1] ?? '') || (/w/i.test(text[at] ?? '') && /[-@/.\\]/.test(text[at - 1] ?? '')))
    return undefined;
  BARE.lastIndex = at;
  let address = BARE.exec(text)?.[0];
  while (address && (/[.,;:!?'*_]$/.test(address) || closesMore(address, '(', ')') || closesMore(address, '[', ']')))
    address = address.slice(0, -1);
  return address && safeHref(address) && address;
}

/** The mail address around the sign at `at`: how much of it stands before the sign, and all of it. */
export function mailAddress(text: string, at: number): { before: number; address: string } | undefined {
  const local = MAILBOX.exec(text.slice(Math.max(0, at - 65), at))?.[2];
  DOMAIN.lastIndex = at + 1;
  const domain = local && DOMAIN.exec(text)?.[0];
  return domain ? { before: local.length, address: `${local}@${domain}` } : undefined;
}

/** The bracket at the end belongs to the sentence unless the address opens it. */
function closesMore(address: string, open: string, close: string): boolean {
  return address.endsWith(close) && address.split(open).length < address.split(close).length;
}
