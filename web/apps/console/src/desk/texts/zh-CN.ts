/** What the server may say about the desk, in words. 简体中文. */
import type { TranslationOf } from '@skein/ui';
import type { en } from './en.ts';

export const zhCN: TranslationOf<typeof en> = {
  'role.customer': '客户',
  'role.agent': '客服',
  'role.employee': '员工',
  'role.bot': '机器人',
  'role.supervisor': '主管',
  'role.admin': '管理员',

  'presence.online': '在线',
  'presence.busy': '忙碌',
  'presence.away': '离开',
  'presence.offline': '离线',
  'presence.failed': '状态切换失败',

  'wait.fresh': '已等待 {time}',
  'wait.soon': '已等待 {time}，目标时间已过半',
  'wait.late': '已等待 {time}，超过 {target} 的目标',

  'channel.web': '网页',
  'channel.h5': '手机网页',
  'channel.app': 'App',
  'channel.api': '接口',

  'state.initial': '新建',
  'state.waiting': '排队中',
  'state.assigned': '咨询中',
  'state.resolved': '已解决',

  'tag.quick_reply': '回复快',
  'tag.solved': '解决了问题',
  'tag.friendly': '态度好',
  'tag.professional': '专业',
  'tag.slow_reply': '回复慢',
  'tag.unsolved': '没解决问题',
  'tag.unfriendly': '态度不好',
  'tag.unclear': '说不清楚',

  'terminal.web': '电脑浏览器',
  'terminal.h5': '手机浏览器',
  'terminal.ios': 'iPhone 或 iPad',
  'terminal.android': '安卓',
  'terminal.windows': 'Windows',
  'terminal.macos': 'Mac',
  'terminal.linux': 'Linux',
  'terminal.server': '服务器',
};
