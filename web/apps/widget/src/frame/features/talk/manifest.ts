/** The talk: who is on the other side, what was said, and the box to write in. */
import type { Feature } from '../../kit/feature';
import { Chat } from './chat';

export const talk: Feature = { 'screen:chat': Chat };
