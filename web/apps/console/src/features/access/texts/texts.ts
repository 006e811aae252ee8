/** Gives the components of this feature their words, in the chosen language. */

import { deskTexts } from '../../../desk/texts/texts.ts';
import { bindTexts, defineTexts } from '../../../i18n/texts.ts';
import { kitTexts } from '../../../kit/texts/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const accessTexts = defineTexts({ en, 'zh-CN': zhCN });
export const useI18n = bindTexts([accessTexts, kitTexts, deskTexts]);
export type T = ReturnType<typeof useI18n>['t'];
