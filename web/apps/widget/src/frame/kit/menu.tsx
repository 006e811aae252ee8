/** A button with a menu: arrow keys move, Escape and a click elsewhere close, focus returns to the button. */
import { useSignal } from '@preact/signals';
import type { ChatIconName } from '@skein/ui';
import type { ComponentType, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon';

export interface MenuItem {
  key: string;
  icon: ChatIconName;
  label: string;
  /** Does it, or brings the dialog that asks first. */
  run: () => undefined | Promise<ComponentType<DialogProps> | null>;
}

export interface DialogProps {
  onClose(): void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  button: RefObject<HTMLButtonElement>;
  onDialog(dialog: ComponentType<DialogProps> | null): void;
}

export function Menu({ label, items, button, onDialog }: MenuProps) {
  const open = useSignal(false);
  const list = useRef<HTMLDivElement>(null);
  const entries = () => Array.from(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []);

  const close = () => {
    open.value = false;
    button.current?.focus();
  };
  const move = (by: number) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + by + all.length) % all.length]?.focus();
  };

  const isOpen = open.value;
  useEffect(() => {
    if (!isOpen) return undefined;
    entries()[0]?.focus();
    const onPointerDown = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button.current?.contains(target)) open.value = false;
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') open.value = false;
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  };

  return (
    <div class="menu">
      <button
        ref={button}
        type="button"
        class="tool"
        data-testid="menu"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => {
          open.value = !isOpen;
        }}
      >
        <svg class="shape" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="5" cy="12" r="1.8" />
          <circle cx="12" cy="12" r="1.8" />
          <circle cx="19" cy="12" r="1.8" />
        </svg>
      </button>
      {isOpen && (
        <div ref={list} class="menu-list" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              role="menuitem"
              data-testid={`menu-${item.key}`}
              onClick={async () => {
                close();
                onDialog((await item.run()) ?? null);
              }}
            >
              <Icon name={item.icon} size={18} />
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
