/** Chinese words of the front door. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'home.fallbackGreeting': '您好，有什么可以帮您？',
  'home.hello': '{name}，欢迎回来',
  'home.start': '开始咨询',
  'home.startHint': '真人客服，一对一为您解答',
  'home.continue': '继续咨询',
  'home.continueWith': '继续和{agent}聊',
  'home.you': '您：{text}',
  'home.open': '进入咨询',
  'home.waiting': '正在排队',
  'home.unread': { other: '{count} 条新消息' },
  'home.keep': '聊天记录会为您保留，随时关闭，随时回来接着聊。',
};
