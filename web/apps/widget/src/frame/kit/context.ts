/** What every view may use: the state to show, the controller to ask, the words to say it in. */
import type { Catalogue, Translate } from '@skein/ui';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Controller } from '../model/controller';
import type { State } from '../model/state';
import type { Feature } from './feature';
import type { Texts } from './texts/en';

/** `Own` are the words of the feature; those of this room everybody has. */
export interface Widget<Own extends Catalogue = Texts> {
  features: readonly Feature[];
  state: State;
  controller: Controller;
  t: Translate<Own & Texts>;
  /** The clock of the SDK, for what was planned with it. */
  now: () => number;
  /** What day it is; the visitor's clock may be days off. */
  serverNow: () => number;
}

const WidgetContext = createContext<unknown>(null);
export const WidgetProvider = WidgetContext.Provider;

/** In a feature with words of its own: `useWidget<Texts>()`. All words are in one catalogue, whoever they belong to. */
export const useWidget = <Own extends Catalogue = Texts>() => useContext(WidgetContext) as Widget<Own>;
