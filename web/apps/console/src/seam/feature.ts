/** What a feature declares in its manifest. The shell is made from the list of them and knows nothing else about any. */
import type { Catalogue } from '@skein/ui';
import type { IconName } from '@skein/ui/react';
import type { ComponentType, ReactNode } from 'react';
import type { Me } from '../api/types.ts';
import type { Texts } from '../i18n/texts.ts';
import type { Lazy } from './lazily.tsx';

export interface Page {
  /**
   * The first parts of the addresses it answers to: with `monitor` it is shown at `#/monitor` and at everything below,
   * and what stands below is its own business. The first one is where others lead to.
   */
  at: readonly [string, ...string[]];
  page: Lazy;
}

/** A way in the rail to the first page of the feature. */
export interface RailEntry<Key extends string = string> {
  glyph: IconName;
  label: Key;
  /** The label while `useBadge` shows a number; has the placeholder `count`. */
  labelWithCount?: Key;
}

/** Something to do, in the menu at the foot of the rail. */
export interface MenuLink<Key extends string = string> {
  glyph: IconName;
  label: Key;
  /** The keys that do the same. */
  keys?: string;
  testId?: string;
  run: () => void;
}

export interface Gate {
  /** Somebody is signed in whom no page is for. */
  nothingForMe: boolean;
  children: ReactNode;
}

export interface Feature<Source extends Catalogue = Catalogue, Key extends string = string> {
  /** That of its folder. */
  name: string;
  texts: Texts<Source>;
  /** Who finds it in the console, of those who are signed in: by role, or by whether they serve customers. */
  isFor: (me: Me) => boolean;
  pages?: readonly Page[];
  /** Pages for who is not signed in. The first one of all is where such people are sent. */
  pagesBeforeSignIn?: readonly Page[];
  rail?: RailEntry<Key>;
  /** Its part of the foot of the rail. */
  foot?: Lazy;
  /** What is there of it whichever page is shown. Stands around everything else. */
  resident?: Lazy<{ children: ReactNode }>;
  /** Stands before all pages, and shows something else as long as it has to. */
  gate?: ComponentType<Gate>;
  menu?: readonly MenuLink<Key>[];
}

/** Only for the types: a label that is no key of the feature's own texts is an error here. */
export function defineFeature<const Source extends Catalogue>(
  feature: Feature<Source, keyof Source & string>,
): Feature<Source> {
  return feature;
}
