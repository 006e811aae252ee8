/** Chinese words of rating. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'rating.title': '这次服务怎么样？',
  'rating.withAgent': '{agent} 的服务怎么样？',
  'rating.stars': '评分',
  'rating.star': { other: '{count} 星' },
  'rating.score1': '非常不满意',
  'rating.score2': '不满意',
  'rating.score3': '一般',
  'rating.score4': '满意',
  'rating.score5': '非常满意',
  'rating.tags': '哪些方面让您印象深刻？',
  'rating.comment': '还想说点什么（选填）',
  'rating.submit': '提交评价',
  'rating.later': '暂不评价',
  'rating.open': '评价本次服务',
  'rating.failed': '评价没能提交。',
  'rating.tag.quick_reply': '回复快',
  'rating.tag.solved': '解决了问题',
  'rating.tag.friendly': '态度好',
  'rating.tag.professional': '专业',
  'rating.tag.slow_reply': '回复慢',
  'rating.tag.unsolved': '没解决问题',
  'rating.tag.unfriendly': '态度不好',
  'rating.tag.unclear': '说不清楚',
};
