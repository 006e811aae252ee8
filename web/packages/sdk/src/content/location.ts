/** A place: where it is, what it is called, and its address. */
import type * as wire from '../generated/frame';
import type { Kind } from './kind';

export interface LocationContent {
  type: 'location';
  /** Degrees to the north, times a million. */
  latitudeE6: number;
  /** Degrees to the east, times a million. */
  longitudeE6: number;
  /** 1 to 100 characters on one line. */
  name: string;
  /** At most 300 characters; may be empty. */
  address: string;
}

export const location: Kind<wire.Location, LocationContent> = {
  read: (said) => ({ name: '', address: '', latitudeE6: 0, longitudeE6: 0, ...said }),
  line: 'name',
};
