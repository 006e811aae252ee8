/** The front door: a greeting and the way into the talk. */
import type { Feature } from '../../kit/feature';
import { Home } from './home';

export const home: Feature = { 'screen:home': Home };
