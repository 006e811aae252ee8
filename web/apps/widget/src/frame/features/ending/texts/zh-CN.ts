/** Chinese words of ending a talk. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'end.action': '结束咨询',
  'end.title': '结束本次咨询？',
  'end.text': '聊天记录会保留在这里，有需要时直接发消息就能继续。',
  'end.confirm': '结束咨询',
  'end.failed': '没能结束咨询。',
};
