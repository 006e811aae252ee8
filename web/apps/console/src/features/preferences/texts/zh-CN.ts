/** The words of the choices of this machine. 简体中文. */
import type { TranslationOf } from '@skein/ui';
import type { en } from './en.ts';

export const zhCN: TranslationOf<typeof en> = {
  'preferences.menu': '设置',
  'preferences.theme': '主题',
  'preferences.light': '浅色',
  'preferences.dark': '深色',
  'preferences.system': '跟随系统',
  'preferences.language': '语言',
  'preferences.density': '列表密度',
  'preferences.comfortable': '舒适',
  'preferences.compact': '紧凑',
  'preferences.sound': '提示音',
  'preferences.soundOn': '开',
  'preferences.soundOff': '关',
};
