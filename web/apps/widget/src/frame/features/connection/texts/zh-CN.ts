/** Chinese words of the connection. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'connection.offline': '网络已断开，恢复后会自动发送消息。',
  'connection.connecting': '正在连接…',
  'connection.lost': '连接中断，正在尝试重新连接。',
  'connection.retryIn': { other: '连接中断，{count} 秒后重试' },
  'connection.retryNow': '立即重试',
  'connection.replaced': '聊天已在另一个窗口打开。',
  'connection.replacedBy': '聊天已在 {device} 上打开。',
  'connection.continueHere': '在此继续',
  'connection.ended': '连接已断开。',
  'connection.queued': { other: '{count} 条消息待发送' },
};
