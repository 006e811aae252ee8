/** Short messages about something that just happened; they go by themselves and never hold the only copy of anything. */
import { Icon, type IconName } from '@skein/ui/react';
import { useEffect } from 'react';
import { create } from 'zustand';
import { useI18n } from '../i18n/index.tsx';
import styles from './toasts.module.css';

const SHOWN_MS = 5_000;
const SHOWN_AT_MOST = 3;

export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'danger';
  text: string;
}

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;

export function showToast(tone: Toast['tone'], text: string): void {
  lastId += 1;
  const toast = { id: lastId, tone, text };
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((shown) => shown.text !== text), toast].slice(-SHOWN_AT_MOST),
  }));
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

const GLYPHS: Record<Toast['tone'], IconName> = { info: 'info', success: 'check', danger: 'alert' };

function ToastRow({ toast }: { toast: Toast }) {
  const { t } = useI18n();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <li className={`${styles.toast} ${styles[toast.tone]}`} data-testid="toast">
      <Icon name={GLYPHS[toast.tone]} size={16} />
      <span>{toast.text}</span>
      <button type="button" aria-label={t('action.close')} onClick={() => dismiss(toast.id)}>
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <ul className={styles.toasts} aria-live="polite">
      {toasts.map((toast) => (
        <ToastRow key={toast.id} toast={toast} />
      ))}
    </ul>
  );
}
