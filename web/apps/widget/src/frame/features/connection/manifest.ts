/** The connection, when it is not as it should be. */
import type { Feature } from '../../kit/feature';
import { ConnectionBar } from './bar';

export const connection: Feature = { bar: ConnectionBar };
