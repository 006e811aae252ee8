/** Renders texts as elements. The parser knows no HTML and no other than safe links, and nothing here adds any. */
import { type Block, type Inline, parseMarkdown, parsePlain } from '@skein/sdk/markdown';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';

/** What a visitor types is shown `asTyped`; the desk knows Markdown-lite. */
export function RichText({ text, asTyped = false }: { text: string; asTyped?: boolean }) {
  const blocks = useMemo(() => (asTyped ? parsePlain : parseMarkdown)(text), [text, asTyped]);
  return (
    <>
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </>
  );
}

function BlockView({ block }: { block: Block }) {
  if (block.type === 'code-block') {
    return (
      <pre>
        <code>{block.text}</code>
      </pre>
    );
  }
  return <p dir="auto">{block.children.map(inlineView)}</p>;
}

function inlineView(inline: Inline): ComponentChildren {
  switch (inline.type) {
    case 'text':
      return inline.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return <strong>{inline.children.map(inlineView)}</strong>;
    case 'emphasis':
      return <em>{inline.children.map(inlineView)}</em>;
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {inline.children.map(inlineView)}
        </a>
      );
  }
}

/** A few emoji and nothing else: shown large, as everybody expects. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  return (
    trimmed.length <= 24 &&
    /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u200d|\ufe0f)*\s*){1,4}$/u.test(trimmed)
  );
}
