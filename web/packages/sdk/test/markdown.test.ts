/** Markdown-lite: what becomes a mark, what stays text, and that nothing dangerous becomes a link. */
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, markdownToText, parseMarkdown, parsePlain, plainToText } from '../src/markdown';
import { seededRandom } from '../src/testing';

/** A short form of the tree, for reading. */
function show(text: string, parse: (text: string) => Block[] = parseMarkdown): string {
  return parse(text)
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
    [
      '[wiki](https://de.wikipedia.org/wiki/Rust_(language)).',
      '¶[wiki→https://de.wikipedia.org/wiki/Rust_(language)].',
    ],
    ['([wiki](https://a.cn/x_(y)_(z)))', '¶([wiki→https://a.cn/x_(y)_(z)])'],
    ['[x](www.a.cn)', '¶[x→https://www.a.cn]'],
  ])('%j', (text, expected) => expect(show(text)).toBe(expected));
});

describe('addresses in what anybody types', () => {
  test.each([
    ['see www.example.com.', '¶see [www.example.com→https://www.example.com].'],
    ['WWW.Example.COM/a?b=c', '¶[WWW.Example.COM/a?b=c→https://WWW.Example.COM/a?b=c]'],
    ['www. www.a a.www.b.cn @www.a.cn', '¶www. www.a a.www.b.cn @www.a.cn'],
    [
      '网址www.example.com很好，http://a.cn：80',
      '¶网址[www.example.com→https://www.example.com]很好，[http://a.cn→http://a.cn]：80',
    ],
    ['https://例子.测试/a，好', '¶[https://例子.测试/a→https://例子.测试/a]，好'],
    ['https://münchen.de/straße!', '¶[https://münchen.de/straße→https://münchen.de/straße]!'],
    ['http://[::1]:8080/x http://[::1]', '¶[http://[::1]:8080/x→http://[::1]:8080/x] [http://[::1]→http://[::1]]'],
    [
      '"http://localhost:3000/" <https://a.cn>',
      '¶"[http://localhost:3000/→http://localhost:3000/]" <[https://a.cn→https://a.cn]>',
    ],
    ['mail a.b+c@shop.example.com, please', '¶mail [a.b+c@shop.example.com→mailto:a.b+c@shop.example.com], please'],
    ['邮箱li@a.cn。 @li a@b a@@b.cn', '¶邮箱[li@a.cn→mailto:li@a.cn]。 @li a@b a@@b.cn'],
    ['https://u:p@a.cn/ ssh://u@a.cn', '¶[https://u:p@a.cn/→https://u:p@a.cn/] ssh://u@a.cn'],
    ['https://a.cn/\u202etxt.exe', '¶[https://a.cn/→https://a.cn/]\u202etxt.exe'],
    ['13800138000 and SO-1001', '¶13800138000 and SO-1001'],
  ])('%j', (text, expected) => {
    expect(show(text, parsePlain)).toBe(expected);
    expect(show(text)).toBe(expected);
  });

  test('an address of four thousand signs is one link', () => {
    const address = `https://a.cn/${'x'.repeat(4_000)}`;
    expect(show(address, parsePlain)).toBe(`¶[${address}→${address}]`);
  });
});

describe('a star, or another sign, that nobody meant as a mark', () => {
  const typed = [
    '200*300*400',
    'aB*9x*Zq and aB**9x**Zq',
    '5*3 2**3**4 x*y*z',
    // Only one of the two stars stands within a word.
    'size a*b* or *a*b, a**b** or **a**b',
    '长*宽*高 3*4米*5米',
    '138****1234 and ***',
    'see you :* love :*',
    '*.txt and *.md and (*) or (*)',
    '**kwargs and **args',
    '* one * two',
    'd`accord et l`eau',
    'a_b_c __init__ ~~no~~ # no > no 1. one',
    '$x^2$ C:\\dir <b> :) :-*',
  ];
  test.each(typed)('%j stays as it is, also for those who know marks', (text) => {
    expect(show(text)).toBe(`¶${text}`);
    expect(markdownToText(text)).toBe(text);
  });

  test.each([
    ...typed,
    '**bold** *light* `code` [x](y) \\*a\\*',
    '  two  spaces ',
    '```\ncode\n```',
    '* a\n* b\n\n\n* c',
  ])('%j is shown as typed', (text) => {
    const [block] = parsePlain(text);
    const shown = block?.type === 'paragraph' ? block.children : [];
    expect(
      shown.map((inline) => (inline.type === 'break' ? '\n' : 'text' in inline ? inline.text : '?')).join(''),
    ).toBe(text);
    expect(plainToText(text)).toBe(text.replace(/\s+/g, ' ').trim());
  });

  test('marks beside Chinese, brackets and quotes still are marks', () => {
    expect(show('这是**重点**内容，买iPhone**最新款**吧')).toBe('¶这是B(重点)内容，买iPhoneB(最新款)吧');
    expect(show('(*light*) "**bold**", *a*!')).toBe('¶(I(light)) "B(bold)", I(a)!');
    expect(show('***both*** and **a** *b*')).toBe('¶B(I(both)) and B(a) I(b)');
  });
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

// What takes the third power of a text's length takes minutes here; a busy machine takes seconds at most.
test('any text is read in good time, and no letter of plain words is lost', { timeout: 60_000 }, () => {
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
  for (const piece of ['*', '**a', ' *a', '[', '`a', '[a](', 'https://a.cn/(', '```\n', 'a@', 'a@b.', 'www.']) {
    parseMarkdown(piece.repeat(5_000 / piece.length));
  }
});
