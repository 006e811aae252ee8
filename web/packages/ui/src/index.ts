/** What every Skein page shares, without a framework: words, times, faces, icons, ids. React parts are in `@skein/ui/react`. */
export * from './avatar.ts';
export { CHAT_ICONS, type ChatIconName } from './chat-icons.ts';
export * from './format.ts';
export * from './i18n.ts';
export * from './icons.ts';
export * from './presence.ts';
export * from './random-id.ts';
