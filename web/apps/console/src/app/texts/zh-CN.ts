/** The words of the shell. 简体中文. */
import type { TranslationOf } from '@skein/ui';
import type { en } from './en.ts';

export const zhCN: TranslationOf<typeof en> = {
  'nav.main': '主导航',

  'connection.lost': { other: '连接中断，{count} 秒后重试。' },
  'connection.down': '连接中断，正在自动重试。',
  'connection.trying': '正在连接…',
  'connection.synced': { other: '已同步 {count} 条消息' },
  'connection.back': '连接已恢复',
  'connection.replaced': '你已在其他设备上继续工作',
  'connection.replacedText': '“{device}”已于 {time} 接管，此窗口不再接收消息。',
  'connection.replacedTextNoName': '其他窗口或设备已于 {time} 接管，此窗口不再接收消息。',
  'connection.useHere': '在此处使用',
  'connection.refused': '服务器拒绝了连接',
  'connection.refusedText': '请重新登录后继续，未发送的消息会保留。',
  'connection.otherTab': '你正在另一个窗口中工作',
  'connection.otherTabText': '连接会跟随你正在使用的窗口。',
};
