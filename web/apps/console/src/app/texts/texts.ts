/** Gives the components of the shell their words, in the chosen language. */

import { deskTexts } from '../../desk/texts/texts.ts';
import { bindTexts, defineTexts } from '../../i18n/texts.ts';
import { kitTexts } from '../../kit/texts/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const appTexts = defineTexts({ en, 'zh-CN': zhCN });
export const useI18n = bindTexts([appTexts, kitTexts, deskTexts]);
export type T = ReturnType<typeof useI18n>['t'];
