/** Rating a consultation that has ended. */
import type { Feature } from '../../kit/feature';
import { RatingSlot } from './slot';

export const rating: Feature = { log: RatingSlot };
