/** Texts as React nodes; there is no path from a message to HTML. */
import { type Inline, parseMarkdown, parsePlain } from '@skein/sdk/markdown';
import { memo, type ReactNode } from 'react';
import styles from './rich-text.module.css';

function inline(node: Inline, key: number): ReactNode {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'break':
      return <br key={key} />;
    case 'code':
      return <code key={key}>{node.text}</code>;
    case 'strong':
      return <strong key={key}>{node.children.map(inline)}</strong>;
    case 'emphasis':
      return <em key={key}>{node.children.map(inline)}</em>;
    case 'link':
      return (
        <a key={key} href={node.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {node.children.map(inline)}
        </a>
      );
  }
}

interface RichTextProps {
  text: string;
  /** By somebody who never chose Markdown-lite: only addresses become links. */
  asTyped: boolean;
}

export const RichText = memo(function RichText({ text, asTyped }: RichTextProps) {
  const blocks = (asTyped ? parsePlain : parseMarkdown)(text);
  return (
    <div className={styles.text}>
      {blocks.map((block, index) => {
        // Blocks of one text never move, so their position is their identity.
        const key = `${index}-${block.type}`;
        return block.type === 'code-block' ? (
          <pre key={key}>
            <code>{block.text}</code>
          </pre>
        ) : (
          <p key={key}>{block.children.map(inline)}</p>
        );
      })}
    </div>
  );
});
