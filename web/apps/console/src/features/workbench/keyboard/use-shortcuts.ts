/** Binds the shortcuts to the desk. */
import { useEffect, useRef } from 'react';
import { useDesk } from '../desk-context.tsx';
import { undoLatest, usePending } from '../undo/pending.ts';
import { toggleSide } from '../visitor/use-side.ts';
import { toggleShortcutSheet } from './sheet.ts';
import { type Command, commandOf, neighbour } from './shortcuts.ts';
import { goesIntoText, isEmptyText, isMac } from './text-target.ts';

/** The key code browsers give to keys an input method took. */
const TAKEN_BY_INPUT_METHOD = 229;

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
        go((desk.rows.find((row) => row.unread > 0 && row.id !== desk.selectedId) ?? desk.longestWaiter)?.id);
        break;
      case 'toggle-side':
        toggleSide();
        break;
      case 'shortcut-sheet':
        toggleShortcutSheet();
        break;
      case 'undo':
        undoLatest();
        break;
    }
  };
  const latest = useRef(run);
  latest.current = run;

  // What each key writes by itself, learned from what is typed: layouts differ, and pages may not ask for them.
  const plainKeys = useRef(new Map<string, string>());

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD) return;
      const { code, key, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (!altKey && !ctrlKey && !metaKey && !shiftKey && key.length === 1)
        plainKeys.current.set(code, key.toLowerCase());
      if (event.repeat) return;
      const mac = isMac();
      // On a Mac, Option alone is said to be it.
      const altGraph = !mac && (ctrlKey || !altKey) && event.getModifierState('AltGraph');
      const command = commandOf(
        { code, key, altKey, ctrlKey, metaKey, shiftKey, altGraph },
        {
          inText: goesIntoText(event),
          emptyText: isEmptyText(event),
          mac,
          plainKey: plainKeys.current.get(code),
        },
      );
      if (!command) return;
      // An open dialog has the keyboard for itself; only the sheet may be closed by its own key.
      const modal = document.querySelector('[role=dialog],[role=alertdialog],[role=menu]');
      if (modal && command !== 'shortcut-sheet') return;
      if (command === 'undo' && usePending.getState().pending.length === 0) return;
      event.preventDefault();
      latest.current(command);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
