/** Chinese words of the product of the page. */
import type { TranslationOf } from '@skein/ui';
import type { Texts } from './en';

export const texts: TranslationOf<Texts> = {
  'product.viewing': '您正在浏览',
  'product.ask': '咨询此商品',
  'product.about': '咨询：{title}',
};
