/** Chinese words of the parts that features are made of. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'common.brand': '雁阵 Skein',
  'common.retry': '重试',
  'common.close': '关闭窗口',
  'common.back': '返回',
  'common.cancel': '取消',
  'common.loading': '正在加载',
  'common.requestId': '请求编号 {id}',
  'common.copy': '复制',
  'common.copied': '已复制',
  'common.title': '在线客服',
  'common.support': '客服',
  'common.unsupported': '这类消息暂时无法在此显示。',
  'problem.network': '请检查网络后重试。',
  'problem.limit': '操作太频繁了，请稍等片刻再试。',
  'problem.forbidden': '目前无法从这里发送消息。',
  'problem.rejected': '请求未被接受，请告知本网站。',
  'problem.not_found': '没有找到这个客服入口，请告知本网站。',
  'problem.server': '我们这边出了点问题。',
};
