/** What every view may use: the state to show, the controller to ask, the words to say it in. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Texts } from '../../i18n/locale';
import type { Controller } from '../model/controller';
import type { State } from '../model/state';

export interface Widget {
  state: State;
  controller: Controller;
  t: Texts;
  /** The clock of the SDK, for what was planned with it. */
  now: () => number;
  /** What day it is; the visitor's clock may be days off. */
  serverNow: () => number;
}

const WidgetContext = createContext<Widget | null>(null);
export const WidgetProvider = WidgetContext.Provider;

export function useWidget(): Widget {
  const widget = useContext(WidgetContext);
  if (widget === null) throw new Error('a view outside of WidgetProvider');
  return widget;
}
