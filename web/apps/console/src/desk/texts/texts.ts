/** Gives the components of the desk their words, in the chosen language. */
import { bindTexts, defineTexts } from '../../i18n/texts.ts';
import { kitTexts } from '../../kit/texts/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const deskTexts = defineTexts({ en, 'zh-CN': zhCN });
export const useI18n = bindTexts([deskTexts, kitTexts]);
export type T = ReturnType<typeof useI18n>['t'];
