/** Chinese words of waiting. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'queue.next': '下一位就是您',
  'queue.ahead': { other: '前面还有 {count} 人' },
  'queue.joining': '正在为您安排客服',
  'queue.estimate': { other: '大约 {count} 分钟' },
  'queue.soon': '不到 1 分钟',
  'queue.hint': '可以先把问题说完整，客服都能看到。',
  'queue.hintHosted': '可以先把问题说完整，客服都能看到。也可以先关掉窗口，有回复会提醒您。',
  'queue.nobody': '现在没有客服在线',
  'queue.nobodyHint': '您的问题已经留下。客服上线后会看到，并在这里回复，稍后回到本页就能查看。',
  'queue.again': '刚才接待您的客服暂时离开了，正在为您安排其他客服，之前的聊天内容对方都能看到。',
  'queue.position': '当前排队位置：第 {position} 位',
};
