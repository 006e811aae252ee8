/** Which addresses may become links, and where an address written into a sentence ends. */

const SAFE = /^(https?:\/\/[^\s/]|mailto:[^\s]+@|tel:\+?[\d(])/i;

/** Printable ASCII only: in a Chinese sentence the address ends where the Chinese goes on. */
const BARE = /(https?:\/\/|mailto:|tel:)[!#-;=?-_a-z~]+/iy;

/** The address, when it is one that may be followed. Control characters could hide the scheme from a reader. */
export function safeHref(href: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return SAFE.test(href) && !/[\u0000-\u0020\u007f]/.test(href) ? href : undefined;
}

/** The bare address that starts at `at`, without the punctuation of the sentence around it. */
export function bareHref(text: string, at: number): string | undefined {
  // In the middle of a word it is something else: "hotel:5".
  if (/[a-z\d]/i.test(text[at - 1] ?? '')) return undefined;
  BARE.lastIndex = at;
  let href = BARE.exec(text)?.[0];
  while (href && (/[.,;:!?'*_\]]$/.test(href) || (href.endsWith(')') && !isBalanced(href)))) href = href.slice(0, -1);
  return href && safeHref(href);
}

function isBalanced(href: string): boolean {
  return href.split('(').length === href.split(')').length;
}
