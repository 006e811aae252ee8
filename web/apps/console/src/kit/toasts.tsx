/** Short messages about something that just happened; they go by themselves and never hold the only copy of anything. */
import { Icon, type IconName } from '@skein/ui/react';
import { type ReactNode, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';
import { useI18n } from './texts/texts.ts';
import styles from './toasts.module.css';

const SHOWN_MS = 5_000;
const SHOWN_WITH_ACTION_MS = 8_000;
const SHOWN_AT_MOST = 3;

export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'danger';
  text: string;
  /** A way back, as long as the toast is there. */
  action?: { label: string; run: () => void };
}

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;

export function showToast(tone: Toast['tone'], text: string, action?: Toast['action']): void {
  lastId += 1;
  const toast = { id: lastId, tone, text, ...(action ? { action } : {}) };
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((shown) => shown.text !== text), toast].slice(-SHOWN_AT_MOST),
  }));
}

export function clearToasts(): void {
  useToasts.setState({ toasts: [] });
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

const GLYPHS: Record<Toast['tone'], IconName> = { info: 'info', success: 'check', danger: 'alert' };

function ToastRow({ toast }: { toast: Toast }) {
  const { t } = useI18n();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <li className={`${styles.toast} ${styles[toast.tone]}`} data-testid="toast">
      <Icon name={GLYPHS[toast.tone]} size={16} />
      <span className={styles.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={styles.action}
          data-testid="toast-action"
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t('action.close')} onClick={() => dismiss(toast.id)}>
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}

/** Where what stands longer has its place below them. */
const useSlot = create<{ element: HTMLElement | null }>(() => ({ element: null }));
const setSlot = (element: HTMLElement | null): void => useSlot.setState({ element });

/** Shows its children below the toasts. */
export function BelowToasts({ children }: { children: ReactNode }) {
  const slot = useSlot(({ element }) => element);
  return slot && createPortal(children, slot);
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={styles.toasts} ref={setSlot}>
      <ul className={styles.list} aria-live="polite">
        {toasts.map((toast) => (
          <ToastRow key={toast.id} toast={toast} />
        ))}
      </ul>
    </div>
  );
}
