/** Whether the visitor pane is shown: beside the chat and remembered on wide screens, as a drawer for the moment on others. */
import { create } from 'zustand';
import { useMedia, WIDE } from '../../../kit/use-media.ts';
import { setPreference, usePreferences } from '../../../preferences/preferences.ts';

const useDrawer = create<{ open: boolean }>(() => ({ open: false }));

export interface Side {
  wide: boolean;
  shown: boolean;
  close: () => void;
}

export function useSide(): Side {
  const wide = useMedia(WIDE);
  const pinned = usePreferences((preferences) => preferences.sideOpen);
  const drawn = useDrawer((drawer) => drawer.open);
  return { wide, shown: wide ? pinned : drawn, close: () => showSide(false) };
}

export function showSide(open: boolean): void {
  if (matchMedia(WIDE).matches) setPreference('sideOpen', open);
  else useDrawer.setState({ open });
}

export function toggleSide(): void {
  showSide(matchMedia(WIDE).matches ? !usePreferences.getState().sideOpen : !useDrawer.getState().open);
}
