/** The tree that Markdown-lite text becomes. There is no node for HTML, so nothing can smuggle any in. */
export type Block = Paragraph | CodeBlock;

export interface Paragraph {
  type: 'paragraph';
  children: Inline[];
}

export interface CodeBlock {
  type: 'code-block';
  text: string;
  /** As written after the fence; empty when nothing was. */
  language: string;
}

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'break' }
  | { type: 'code'; text: string }
  | { type: 'strong'; children: Inline[] }
  | { type: 'emphasis'; children: Inline[] }
  /** `href` has the scheme http, https, mailto or tel. */
  | { type: 'link'; href: string; children: Inline[] };
