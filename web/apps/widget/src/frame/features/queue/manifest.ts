/** Waiting for somebody to answer. */
import type { Feature } from '../../kit/feature';
import { QueueCard } from './card';

export const queue: Feature = { log: QueueCard };
