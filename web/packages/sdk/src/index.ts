/** `@skein/sdk`: the client. See README.md for the API in one page. */
export { createClient } from './client';
export { systemClock } from './clock';
export type * from './content';
export { lineOf } from './content';
export { type ErrorKind, ImError } from './errors';
export { memoryStorage } from './outbox/memory-storage';
export type * from './types';
