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
  read: ({ type = '', ...said }) => ({ json: '', fallback: '', ...said, customType: type, type: 'custom' }),
  write: ({ customType, ...said }) => ({ ...said, type: customType }),
  line: ({ fallback }) => fallback,
};
