/** The few words of the launcher, which must not wait for a catalogue. */
import type { Locale } from "../bridge/messages";

export interface LoaderTexts {
  open: string;
  openUnread: (count: number) => string;
  close: string;
  panel: string;
  bubbleFrom: (author: string) => string;
  bubbleAnonymous: string;
  dismiss: string;
  loadFailed: string;
  retry: string;
}

export const loaderTexts: Record<Locale, LoaderTexts> = {
  "zh-CN": {
    open: "打开在线客服",
    openUnread: (count) => `打开在线客服，${count} 条未读消息`,
    close: "关闭在线客服",
    panel: "在线客服",
    bubbleFrom: (author) => `${author} 发来的新消息`,
    bubbleAnonymous: "客服",
    dismiss: "关闭提示",
    loadFailed: "客服窗口暂时打不开，请检查网络后重试。",
    retry: "重试",
  },
  en: {
    open: "Open chat",
    openUnread: (count) => `Open chat, ${count} unread ${count === 1 ? "message" : "messages"}`,
    close: "Close chat",
    panel: "Chat with us",
    bubbleFrom: (author) => `New message from ${author}`,
    bubbleAnonymous: "Support",
    dismiss: "Dismiss",
    loadFailed: "The chat could not be loaded. Check your connection and try again.",
    retry: "Try again",
  },
};
