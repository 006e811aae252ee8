/** The words that every room shares. 简体中文. */
import type { TranslationOf } from '@skein/ui';
import type { en } from './en.ts';

export const zhCN: TranslationOf<typeof en> = {
  'app.name': '雁阵',

  'action.signIn': '登录',
  'action.retry': '立即重试',

  'error.retry': '重试',
  'error.requestId': '请求编号 {id}',
  'error.copyId': '复制请求编号',
  'error.copied': '已复制',
  'error.network': '无法连接服务器。',
  'error.rate_limited': '操作过于频繁，请稍候。',
  'error.overloaded': '服务器繁忙，稍后恢复。',
  'error.storage_unavailable': '服务器暂时无法保存数据。',
  'error.forbidden': '你没有权限执行此操作。',
  'error.not_found': '内容不存在，或你无权查看。',
  'error.conflict': '状态已经变化。',
  'error.too_large': '内容过大。',
  'error.invalid': '服务器未接受该内容。',
  'error.internal': '服务器出错了。',
  'error.unauthenticated': '登录已失效。',
  'error.expired': '等待连接超过一天。',
  'error.outbox_full': '等待发送的消息过多。',
  'error.timeout': '服务器未及时响应。',
  'error.crashed': '工作台的这一部分出错了',
  'error.reload': '重新加载',

  'action.cancel': '取消',
  'action.close': '关闭',
};
