/**
 * `@skein/sdk/markdown`: how texts are read. Markdown-lite for those who know it: bold, emphasis, code, links and line
 * breaks. Links and line breaks alone for everybody else: what a customer types is shown as typed.
 */
import type { Block, Inline } from './ast';
import { type Found, readInlines } from './inlines';
import { CJK, safeHref } from './links';

export type { Block, CodeBlock, Inline, Paragraph } from './ast';

const FENCE = /^```([\w+#.-]*)[^\S\n]*\n([\s\S]*?)\n?^```[^\S\n]*$/gm;
/** Italics are wrong for these scripts: stars around them stay stars. */
const WITHOUT_ITALICS = new RegExp(`[${CJK}]`, 'u');
const MAX_DEPTH = 4;

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const source = withPlainEnds(text);
  let from = 0;
  for (const fence of source.matchAll(FENCE)) {
    paragraphs(source.slice(from, fence.index), blocks);
    blocks.push({ type: 'code-block', language: fence[1] ?? '', text: fence[2] ?? '' });
    from = fence.index + fence[0].length;
  }
  paragraphs(source.slice(from), blocks);
  return blocks;
}

/** The text as it was typed, every sign of it and all white space, with addresses as links. */
export function parsePlain(text: string): Block[] {
  const source = withPlainEnds(text);
  return source === '' ? [] : [{ type: 'paragraph', children: readInlines(source) }];
}

/** The text alone, in one line: for previews and notifications. */
export function markdownToText(text: string): string {
  return plainToText(
    parseMarkdown(text)
      .map((block) => (block.type === 'paragraph' ? inlineText(block.children) : block.text))
      .join(' '),
  );
}

/** The same of a text that is shown as typed. */
export function plainToText(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const withPlainEnds = (text: string) => text.replace(/\r\n?/g, '\n');

function inlineText(inlines: Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.type === 'break') return ' ';
      return 'text' in inline ? inline.text : inlineText(inline.children);
    })
    .join('');
}

function paragraphs(source: string, blocks: Block[]): void {
  for (const part of source.split(/\n[^\S\n]*\n\s*/)) {
    const text = part.replace(/^\n+|\s+$/g, '');
    if (text) blocks.push({ type: 'paragraph', children: inlines(text, 0) });
  }
}

function inlines(text: string, depth: number): Inline[] {
  return readInlines(text, (_, at) => {
    if (text[at] === '`') return code(text, at);
    if (text[at] === '\\' && /[*`[\\]/.test(text[at + 1] ?? '')) return { plain: text[at + 1] ?? '', end: at + 2 };
    if (depth >= MAX_DEPTH) return undefined;
    if (text[at] === '*') return starred(text, at, depth);
    return text[at] === '[' ? namedLink(text, at, depth) : undefined;
  });
}

const before = (text: string, at: number) => Array.from(text.slice(Math.max(0, at - 2), at)).pop() ?? '';
const after = (text: string, at: number) => Array.from(text.slice(at, at + 2))[0] ?? '';
const isWord = (sign: string) => /[\p{L}\p{N}_]/u.test(sign);
const isSpacedWord = (sign: string) => isWord(sign) && !WITHOUT_ITALICS.test(sign);

function code(text: string, at: number): Found | undefined {
  const end = text.indexOf('`', at + 1);
  const body = text.slice(at + 1, end);
  // A run of two or more stands for itself, and within a word it is an apostrophe.
  if (end < 0 || !body || text[at - 1] === '`' || body.includes('\n')) return undefined;
  if (isSpacedWord(before(text, at)) || isSpacedWord(after(text, end + 1))) return undefined;
  return { inline: { type: 'code', text: body }, end: end + 1 };
}

/** "2*3*4", "aB*9x*Zq", "138****1234", "2 * 3": a star is a mark only where it stands at the edge of words. */
function starred(text: string, at: number, depth: number): Found | undefined {
  if (text[at - 1] === '*' || text.startsWith('****', at)) return undefined;
  const mark = text.startsWith('**', at) ? '**' : '*';
  const start = at + mark.length;
  if (isWithinWord(text, at, start) || !opens(after(text, start), mark)) return undefined;
  for (let end = text.indexOf(mark, start); end >= 0; end = text.indexOf(mark, end + mark.length)) {
    // "**a *b***": the last two stars close; two stars do not close one.
    if (mark === '**') while (text[end + 2] === '*') end++;
    else if (text[end + 1] === '*') {
      end++;
      continue;
    }
    const body = text.slice(start, end);
    // A mark does not reach over the end of a line.
    if (body.includes('\n') || (mark === '*' && WITHOUT_ITALICS.test(body))) return undefined;
    if (!body || isWithinWord(text, end, end + mark.length) || !closes(before(text, end), mark)) {
      if (mark === '**') return undefined;
      continue;
    }
    const children = inlines(body, depth + 1);
    return { inline: { type: mark === '**' ? 'strong' : 'emphasis', children }, end: end + mark.length };
  }
  return undefined;
}

/** One star beside Chinese is a multiplication sign; two may make some of its words bold. */
function isWithinWord(text: string, from: number, to: number): boolean {
  const is = to - from === 1 ? isWord : isSpacedWord;
  return is(before(text, from)) && is(after(text, to));
}

const opens = (sign: string, mark: string) =>
  mark === '**' ? /\S/.test(sign) : isWord(sign) || /["'“‘«([$€£¥`*]/.test(sign);
const closes = (sign: string, mark: string) =>
  mark === '**' ? /\S/.test(sign) : isWord(sign) || /["'”’»)\].,!?…%`*]/.test(sign);

function namedLink(text: string, at: number, depth: number): Found | undefined {
  const nameEnd = text.indexOf('](', at);
  const end = nameEnd < 0 ? -1 : closingBracket(text, nameEnd + 2);
  const name = text.slice(at + 1, nameEnd);
  const href = end < 0 ? undefined : safeHref(text.slice(nameEnd + 2, end));
  if (!href || !name || /[\n[\]]/.test(name)) return undefined;
  // A link in a link has no meaning: the name is read without addresses.
  const children = withoutLinks(inlines(name, depth + 1));
  return { inline: { type: 'link', href, children }, end: end + 1 };
}

/** The bracket that closes the address: addresses have pairs of their own, as in "Rust_(language)". */
function closingBracket(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length && !/\s/.test(text[at] ?? ''); at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')' && open-- === 0) return at;
  }
  // Never closed twice: then the first one has to do.
  return text.indexOf(')', from);
}

function withoutLinks(nodes: Inline[]): Inline[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link') return withoutLinks(node.children);
    return 'children' in node ? [{ ...node, children: withoutLinks(node.children) }] : [node];
  });
}
