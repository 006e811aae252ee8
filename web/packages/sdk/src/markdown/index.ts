/** `@skein/sdk/markdown`: Markdown-lite. Bold, emphasis, code, links and line breaks; everything else is plain text. */
import type { Block, Inline } from './ast';
import { bareHref, safeHref } from './links';

export type { Block, CodeBlock, Inline, Paragraph } from './ast';

const FENCE = /^```([\w+#.-]*)[^\S\n]*\n([\s\S]*?)\n?^```[^\S\n]*$/gm;
/** Italics are wrong for these scripts: stars around them stay stars. */
const CJK = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
/** Where something other than plain text may begin. */
const SPECIAL = /[\\`*[\nhmt]/gi;
const MAX_DEPTH = 4;

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const source = text.replace(/\r\n?/g, '\n');
  let from = 0;
  for (const fence of source.matchAll(FENCE)) {
    paragraphs(source.slice(from, fence.index), blocks);
    blocks.push({ type: 'code-block', language: fence[1] ?? '', text: fence[2] ?? '' });
    from = fence.index + fence[0].length;
  }
  paragraphs(source.slice(from), blocks);
  return blocks;
}

/** The text alone, in one line: for previews and notifications. */
export function markdownToText(text: string): string {
  return parseMarkdown(text)
    .map((block) => (block.type === 'paragraph' ? inlineText(block.children) : block.text))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

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

interface Found {
  inline: Inline;
  end: number;
}

function inlines(text: string, depth: number): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let at = 0;

  function flush(): void {
    if (plain) found.push({ type: 'text', text: plain });
    plain = '';
  }

  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    const special = inlineAt(text, at, depth);
    if (special) {
      flush();
      found.push(special.inline);
      at = special.end;
    } else if (text[at] === '\\' && /[*`[\\]/.test(text[at + 1] ?? '')) {
      plain += text[at + 1];
      at += 2;
    } else {
      plain += text[at] ?? '';
      at++;
    }
  }
  flush();
  return found;
}

function inlineAt(text: string, at: number, depth: number): Found | undefined {
  switch (text[at]) {
    case '\n':
      return { inline: { type: 'break' }, end: at + 1 };
    case '`':
      return code(text, at);
    case '*':
      return depth < MAX_DEPTH ? starred(text, at, depth) : undefined;
    case '[':
      return depth < MAX_DEPTH ? namedLink(text, at, depth) : undefined;
    default: {
      const href = bareHref(text, at);
      const name = href?.replace(/^(mailto|tel):/i, '');
      return href && name
        ? { inline: { type: 'link', href, children: [{ type: 'text', text: name }] }, end: at + href.length }
        : undefined;
    }
  }
}

function code(text: string, at: number): Found | undefined {
  const end = text.indexOf('`', at + 1);
  const body = text.slice(at + 1, end);
  // A run of two or more stands for itself.
  if (end < 0 || !body || text[at - 1] === '`' || body.includes('\n')) return undefined;
  return { inline: { type: 'code', text: body }, end: end + 1 };
}

function starred(text: string, at: number, depth: number): Found | undefined {
  const mark = text.startsWith('**', at) ? '**' : '*';
  const start = at + mark.length;
  const end = closing(text, start, mark);
  const body = text.slice(start, end);
  // "2 * 3 * 4" is arithmetic, and a mark does not reach over a paragraph's line.
  if (end < 0 || !body || /^\s|\s$|\n/.test(body)) return undefined;
  if (mark === '*' && CJK.test(body)) return undefined;
  const children = inlines(body, depth + 1);
  return { inline: { type: mark === '**' ? 'strong' : 'emphasis', children }, end: end + mark.length };
}

function closing(text: string, from: number, mark: string): number {
  if (mark === '**') {
    let end = text.indexOf('**', from);
    // "**a *b***": the last two stars close.
    while (end >= 0 && text[end + 2] === '*') end++;
    return end;
  }
  for (let end = text.indexOf('*', from); end >= 0; end = text.indexOf('*', end + 2)) {
    if (text[end + 1] !== '*') return end;
  }
  return -1;
}

function namedLink(text: string, at: number, depth: number): Found | undefined {
  const nameEnd = text.indexOf('](', at);
  const end = nameEnd < 0 ? -1 : text.indexOf(')', nameEnd);
  const name = text.slice(at + 1, nameEnd);
  const href = end < 0 ? undefined : safeHref(text.slice(nameEnd + 2, end));
  if (!href || !name || /[\n[\]]/.test(name)) return undefined;
  // A link in a link has no meaning: the name is read without addresses.
  const children = withoutLinks(inlines(name, depth + 1));
  return { inline: { type: 'link', href, children }, end: end + 1 };
}

function withoutLinks(nodes: Inline[]): Inline[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link') return withoutLinks(node.children);
    return 'children' in node ? [{ ...node, children: withoutLinks(node.children) }] : [node];
  });
}
