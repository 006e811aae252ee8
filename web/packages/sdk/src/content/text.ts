/** Plain text with light marks (bold, code, links). */
import type * as wire from '../generated/frame';
import type { Kind } from './kind';

export interface TextContent {
  type: 'text';
  text: string;
}

export const text: Kind<wire.Text, TextContent> = {
  read: (said) => ({ text: '', ...said }),
  line: 'text',
};
