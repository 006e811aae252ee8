/** The few words of the launcher, which must not wait for a catalogue. */
import type { Locale } from '../bridge/messages';

export const loaderTexts: Record<
  Locale,
  { open: string; close: string; support: string; dismiss: string; failed: string }
> = {
  'zh-CN': {
    open: '打开在线客服',
    close: '关闭在线客服',
    support: '在线客服',
    dismiss: '关闭提示',
    failed: '客服窗口打不开，请检查网络后点此重试',
  },
  en: {
    open: 'Open chat',
    close: 'Close chat',
    support: 'Support',
    dismiss: 'Dismiss',
    failed: 'Chat could not be loaded. Click to try again.',
  },
};

export type LoaderTexts = (typeof loaderTexts)[Locale];
