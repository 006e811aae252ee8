/** Markdown-lite: what becomes a mark, what stays text, and that nothing dangerous becomes a link. */
import { describe, expect, test } from 'vitest';
import { type Inline, markdownToText, parseMarkdown } from '../src/markdown';
import { seededRandom } from '../src/testing';

/** A short form of the tree, for reading. */
function show(text: string): string {
  return parseMarkdown(text)
    .map((block) =>
      block.type === 'paragraph' ? `¶${showInlines(block.children)}` : `<${block.language}|${block.text}>`,
    )
    .join('');
}

function showInlines(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text;
      if (node.type === 'break') return '↵';
      if (node.type === 'code') return `{${node.text}}`;
      const inner = showInlines(node.children);
      return node.type === 'link' ? `[${inner}→${node.href}]` : node.type === 'strong' ? `B(${inner})` : `I(${inner})`;
    })
    .join('');
}

describe('marks', () => {
  test.each([
    ['plain text', '¶plain text'],
    ['', ''],
    [' \n ', ''],
    ['**bold** and *light* and `code`', '¶B(bold) and I(light) and {code}'],
    ['**bold *both***', '¶B(bold I(both))'],
    ['**重点**：*不斜* ok', '¶B(重点)：*不斜* ok'],
    ['2 * 3 * 4 and a ** b ** c', '¶2 * 3 * 4 and a ** b ** c'],
    ['**open and *open', '¶**open and *open'],
    ['\\*not\\* \\`code\\` C:\\dir', '¶*not* `code` C:\\dir'],
    ['`**no**` `` and `', '¶{**no**} `` and `'],
    ['one\ntwo\r\nthree', '¶one↵two↵three'],
    ['one\n\n\ntwo\n \nthree', '¶one¶two¶three'],
    ['before\n```rust\nfn main() {}\n\n**x**\n```\nafter', '¶before<rust|fn main() {}\n\n**x**>¶after'],
    ['```\nnever closed', '¶```↵never closed'],
    ['<b>x</b> & <script>', '¶<b>x</b> & <script>'],
  ])('%j', (text, expected) => expect(show(text)).toBe(expected));
});

describe('links', () => {
  test.each([
    ['see https://a.cn/b?c=1#d.', '¶see [https://a.cn/b?c=1#d→https://a.cn/b?c=1#d].'],
    ['请看https://a.cn/路，谢谢', '¶请看[https://a.cn/→https://a.cn/]路，谢谢'],
    ['(https://a.cn/x_(y))', '¶([https://a.cn/x_(y)→https://a.cn/x_(y)])'],
    ['**https://a.cn**', '¶B([https://a.cn→https://a.cn])'],
    ['mailto:a@b.cn tel:+86-10-1', '¶[a@b.cn→mailto:a@b.cn] [+86-10-1→tel:+86-10-1]'],
    ['hotel:5 xhttp://a.cn https:// http:///x', '¶hotel:5 xhttp://a.cn https:// http:///x'],
    ['[name](https://a.cn) [**b**](tel:1)', '¶[name→https://a.cn] [B(b)→tel:1]'],
    ['[https://b.cn](https://a.cn)', '¶[https://b.cn→https://a.cn]'],
    ['[x](javascript:alert(1))', '¶[x](javascript:alert(1))'],
    ['[x](JaVaScRiPt:a) [x](data:text/html,1) [x](//a.cn)', '¶[x](JaVaScRiPt:a) [x](data:text/html,1) [x](//a.cn)'],
    ['[x](\u0001https://a.cn) [x](java\tscript:a)', '¶[x](\u0001[https://a.cn→https://a.cn]) [x](java\tscript:a)'],
    ['[x](https://a.cn/ b)', '¶[x]([https://a.cn/→https://a.cn/] b)'],
  ])('%j', (text, expected) => expect(show(text)).toBe(expected));
});

/** All text of the tree, with the addresses that hide behind a name. */
function leaves(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'break') return ' ';
      if (!('children' in node)) return node.text;
      const inner = leaves(node.children);
      return node.type === 'link' && inner !== node.href ? inner + node.href : inner;
    })
    .join('');
}

test('the text alone, for previews', () => {
  expect(markdownToText('**a** `b`\n[c](https://d.cn)\n\n```\ne\nf\n```')).toBe('a b c e f');
});

test('any text is read in good time, and no letter of plain words is lost', () => {
  const random = seededRandom(7);
  const pieces = ['*', '**', '`', '[', '](', ')', '\n', '```\n', 'word', '中文', 'https://a.cn', '\\', ' '];
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: 60 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
    const words = (from: string) => (from.match(/word|中文/g) ?? []).length;
    const kept = parseMarkdown(text).map((block) =>
      block.type === 'code-block' ? block.language + block.text : leaves(block.children),
    );
    expect(words(kept.join(' '))).toBe(words(text));
    expect(JSON.stringify(parseMarkdown(text))).not.toMatch(/"href":"(?!https?:|mailto:|tel:)/);
  }
  const started = performance.now();
  for (const piece of ['*', '**a', '[', '`a', '[a](', 'https://a.cn/(', '```\n']) {
    parseMarkdown(piece.repeat(5_000 / piece.length));
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});
