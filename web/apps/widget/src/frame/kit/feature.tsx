/** What a feature declares in its manifest. The frame is made from the list of them and knows nothing else about any. */
import type { ComponentType } from 'preact';
import type { State } from '../model/state';
import type { HostLink } from '../platform/host-link';
import type { KeyValueStore } from '../platform/storage';
import { useWidget, type Widget } from './context';
import type { MenuItem } from './menu';

/** Where something can be shown. */
export type Place =
  /** Fills the frame while it is the view of the state. */
  | `screen:${string}`
  /** The cards of the front door. */
  | 'front'
  /** Instead of a talk that can't begin. */
  | 'trouble'
  /** Between the header of the talk and its log. */
  | 'bar'
  /** Behind the last row of the log. */
  | 'log'
  /** Above the box of the composer. */
  | 'composer';

/** What works without being seen has at hand. */
export interface Services {
  state: State;
  store: KeyValueStore;
  /** Null where the frame is the page. */
  host(): HostLink | null;
}

/**
 * The component for each place: a part shows nothing when it has nothing to say. In one place the parts of all features
 * stand in the order of the list.
 */
export type Feature = { readonly [At in Place]?: ComponentType } & {
  /** Its item in the menu of the talk, if there is one now. */
  menu?(widget: Widget): MenuItem | null;
  /** What it does whatever is shown, from the beginning on. */
  run?(services: Services): void;
};

/** All parts that belong here. The list never changes, so its order is key enough. */
export function Slot({ at }: { at: Place }) {
  return useWidget().features.map(({ [at]: Part }) => Part && <Part />);
}
