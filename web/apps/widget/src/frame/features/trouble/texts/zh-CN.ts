/** Chinese words of what stands in the way of a talk. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'problem.title': '暂时连接不上客服',
  'problem.closed': '在线客服暂不可用',
  'signIn.title': '请先登录',
  'signIn.text': '在线客服面向已登录的用户，请在本页登录后再来咨询。',
  'signIn.expired': '登录状态已失效，请刷新页面或重新登录。',
};
