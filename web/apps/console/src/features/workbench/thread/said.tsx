/** What a message says: the table of those who show a kind, and plain words for all others. */
import { type Content, lineOf } from '@skein/sdk';
import type { ComponentType } from 'react';
import { useI18n } from '../texts/texts.ts';
import { Location } from './location.tsx';
import styles from './message-row.module.css';
import { RichText } from './rich-text.tsx';

/** A kind that is not here is shown by its plain words. */
const renderers: { [Type in Content['type']]?: ComponentType<{ content: Extract<Content, { type: Type }> }> } = {
  location: Location,
};

export function Said({ content, asTyped }: { content: Content; asTyped: boolean }) {
  const { t } = useI18n();
  const Renderer = renderers[content.type] as ComponentType<{ content: Content }> | undefined;
  if (Renderer) return <Renderer content={content} />;
  const line = lineOf(content);
  return line ? <RichText text={line} asTyped={asTyped} /> : <span className={styles.unknown}>{t('log.unknown')}</span>;
}
