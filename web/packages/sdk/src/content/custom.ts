/** A business line's own kind, which its own clients show. */
import type * as wire from '../generated/frame';
import type { Kind } from './kind';

/** `json` is opaque to Skein, `fallback` is shown where the kind is not known. */
export interface CustomContent {
  type: 'custom';
  customType: string;
  json: string;
  fallback: string;
}

export const custom: Kind<wire.Custom, CustomContent> = {
  read: ({ type: customType = '', ...said }) => ({ json: '', fallback: '', ...said, customType }),
  write: ({ customType, ...said }) => ({ ...said, type: customType }),
  line: 'fallback',
};
