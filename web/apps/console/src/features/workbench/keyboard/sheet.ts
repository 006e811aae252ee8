/** Whether the list of shortcuts is shown. */
import { create } from 'zustand';

export const useSheet = create<{ open: boolean }>(() => ({ open: false }));

export function openShortcutSheet(): void {
  useSheet.setState({ open: true });
}

export function toggleShortcutSheet(): void {
  useSheet.setState(({ open }) => ({ open: !open }));
}
