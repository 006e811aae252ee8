/** Binds the shortcuts to the desk. */
import { useEffect, useRef } from 'react';
import { useDesk } from '../desk/desk-context.tsx';
import { toggleSide } from '../visitor/use-side.ts';
import { toggleShortcutSheet } from './shortcut-sheet.tsx';
import { type Command, commandOf, neighbour } from './shortcuts.ts';

export function useShortcuts(): void {
  const desk = useDesk();
  const run = (command: Command): void => {
    const ids = desk.rows.map((row) => row.id);
    const go = (id: string | null | undefined): void => {
      if (id) desk.select(id, 'mine');
    };
    const current = desk.rows.find((row) => row.id === desk.selectedId);
    switch (command) {
      case 'accept-next':
        if (desk.canAccept) desk.acceptNext();
        break;
      case 'resolve':
      case 'resolve-next':
        if (current) desk.resolve(current.consultation, command === 'resolve-next');
        break;
      case 'next':
        go(neighbour(ids, desk.selectedId, 1));
        break;
      case 'previous':
        go(neighbour(ids, desk.selectedId, -1));
        break;
      case 'next-unread':
        go(desk.rows.find((row) => row.unread > 0 && row.id !== desk.selectedId)?.id);
        break;
      case 'toggle-side':
        toggleSide();
        break;
      case 'shortcut-sheet':
        toggleShortcutSheet();
        break;
    }
  };
  const latest = useRef(run);
  latest.current = run;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = event.isComposing || event.repeat ? null : commandOf(event);
      if (!command) return;
      // An open dialog has the keyboard for itself; only the sheet may be closed by its own key.
      const modal = document.querySelector('[role=dialog],[role=alertdialog],[role=menu]');
      if (modal && command !== 'shortcut-sheet') return;
      event.preventDefault();
      latest.current(command);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
