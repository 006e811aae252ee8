/** What all features offer in the menu at the foot of the rail, in words. */
import { createContext, useContext } from 'react';
import type { MenuLink } from './feature.ts';

const Context = createContext<readonly MenuLink[]>([]);
export const MenuLinksProvider = Context;

/** The labels are texts here, no keys. */
export function useMenuLinks(): readonly MenuLink[] {
  return useContext(Context);
}
