/** Walks over a text and finds what is more than text: line breaks and addresses everywhere, marks where they are wanted. */
import type { Inline } from './ast';
import { bareAddress, mailAddress, safeHref } from './links';

export interface Found {
  inline: Inline;
  end: number;
}

/** Reads what begins at `at`: something, a piece of plain text, or nothing special. */
export type ReadMark = (text: string, at: number) => Found | { plain: string; end: number } | undefined;

/** Where something other than plain text may begin. */
const SPECIAL = /[\\`*[\nhmtw@]/gi;

export function readInlines(text: string, readMark?: ReadMark): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let at = 0;

  function put(inline: Inline, end: number): void {
    if (plain) found.push({ type: 'text', text: plain });
    plain = '';
    found.push(inline);
    at = end;
  }

  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    const mark = readMark?.(text, at);
    if (mark && 'inline' in mark) put(mark.inline, mark.end);
    else if (mark) {
      plain += mark.plain;
      at = mark.end;
    } else if (text[at] === '\n') put({ type: 'break' }, at + 1);
    else if (text[at] === '@') mail();
    else {
      const address = bareAddress(text, at);
      const href = address && safeHref(address);
      const name = address?.replace(/^(mailto|tel):/i, '');
      if (href && name) put({ type: 'link', href, children: [{ type: 'text', text: name }] }, at + address.length);
      else plain += text[at++] ?? '';
    }
  }
  if (plain) found.push({ type: 'text', text: plain });
  return found;

  function mail(): void {
    const mailbox = mailAddress(text, at);
    // What stands before the sign may be part of something else by now.
    if (!mailbox || !plain.endsWith(text.slice(at - mailbox.before, at))) {
      plain += text[at++] ?? '';
      return;
    }
    const { before, address } = mailbox;
    plain = plain.slice(0, plain.length - before);
    put(
      { type: 'link', href: `mailto:${address}`, children: [{ type: 'text', text: address }] },
      at - before + address.length,
    );
  }
}
