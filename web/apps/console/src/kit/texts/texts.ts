/** Gives the components of the kit their words, in the chosen language. */
import { bindTexts, defineTexts } from '../../i18n/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const kitTexts = defineTexts({ en, 'zh-CN': zhCN });
export const useI18n = bindTexts([kitTexts]);
export type T = ReturnType<typeof useI18n>['t'];
