/** What stands in the way of a talk. */
import type { Feature } from '../../kit/feature';
import { TroubleCard } from './card';

export const trouble: Feature = { trouble: TroubleCard };
