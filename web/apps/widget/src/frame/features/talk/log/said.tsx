/** What a message says: the table of those who show a kind, and plain words for all others. */
import { type Content, lineOf, type Message } from '@skein/sdk';
import type { ComponentType } from 'preact';
import { useWidget } from '../../../kit/context';
import type { Texts } from '../texts/en';
import { Location } from './location';
import { RichText } from './rich-text';

/** A kind that is not here is shown by its plain words. */
const renderers: { [Type in Content['type']]?: ComponentType<{ content: Extract<Content, { type: Type }> }> } = {
  location: Location,
};

export function Said({ message: { content, own } }: { message: Message }) {
  const { t } = useWidget<Texts>();
  const Renderer = renderers[content.type] as ComponentType<{ content: Content }> | undefined;
  if (Renderer) return <Renderer content={content} />;
  const line = lineOf(content);
  return line ? <RichText text={line} asTyped={own} /> : <p class="unsupported">{t('common.unsupported')}</p>;
}
