/** Hostile texts for the grammar of messages: whatever is typed, nothing is lost, no link is dangerous, and it ends soon. */
import { expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown, parsePlain } from '../src/markdown';
import { seededRandom } from '../src/testing';

const CORPUS = [
  '**bold** and *light* and `code`',
  '[name](https://a.cn/x_(y)) <b>x</b>',
  '```rust\nfn main() {}\n```',
  'see https://a.cn/b?c=1#d. mailto:a@b.cn tel:+86-10-1',
  '雁阵 **重点**：200*300*400',
  '[x](javascript:alert(1))',
];
const WORDS = [
  '*',
  '**',
  '`',
  '``',
  '```',
  '\n',
  '\n\n',
  '[',
  '](',
  ')',
  '\\',
  'https://',
  'javascript:',
  'JaVa\tscript:',
  'data:',
];
WORDS.push('mailto:', 'tel:', '(', '<', '&', ' ', '\u0000', '\u202e', '\ud800', '\u200b', '🪿', 'www.', '_', '~', '//');
/** Many in the tests are enough to notice what breaks; `cargo xtask fuzz grammar --minutes N` makes more. */
const INPUTS = 2_000;
const MAX_CHARS = 4_000;

function mutate(text: string, below: (limit: number) => number): string {
  const at = below(text.length + 1);
  const word = WORDS[below(WORDS.length)] ?? '';
  const other = CORPUS[below(CORPUS.length)] ?? '';
  switch (below(5)) {
    case 0:
      return text.slice(0, at) + word + text.slice(at);
    case 1:
      return text.slice(0, at) + word.repeat(below(800)) + text.slice(at);
    case 2:
      return text.slice(0, at) + other.slice(below(other.length));
    case 3:
      return text.slice(0, at) + text.slice(at + below(20));
    default:
      return text + text.slice(at);
  }
}

function hrefs(blocks: Block[]): string[] {
  const inlines = (nodes: Inline[]): string[] =>
    nodes.flatMap((node) => [
      ...(node.type === 'link' ? [node.href] : []),
      ...('children' in node ? inlines(node.children as Inline[]) : []),
    ]);
  return blocks.flatMap((block) => (block.type === 'paragraph' ? inlines(block.children) : []));
}

function depth(nodes: Inline[]): number {
  return Math.max(0, ...nodes.map((node) => ('children' in node ? 1 + depth(node.children as Inline[]) : 1)));
}

test('whatever is typed is parsed, and no link of it is dangerous', { timeout: 24 * 3_600_000 }, () => {
  const random = seededRandom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const untilMs = Date.now() + Number(process.env.FUZZ_MINUTES ?? 0) * 60_000;
  for (let count = 0; count < INPUTS || Date.now() < untilMs; count++) {
    let text = CORPUS[below(CORPUS.length)] ?? '';
    for (let change = below(6); change >= 0; change--) text = mutate(text, below).slice(0, MAX_CHARS);
    for (const parse of [parseMarkdown, parsePlain]) {
      const blocks = parse(text);
      for (const href of hrefs(blocks)) expect(href).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
      for (const block of blocks) if (block.type === 'paragraph') expect(depth(block.children)).toBeLessThan(100);
    }
  }
});
