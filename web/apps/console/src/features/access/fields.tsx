/** Labelled inputs of the sign-in and setup pages. */
import { Icon } from '@skein/ui/react';
import { type InputHTMLAttributes, type ReactNode, useId, useState } from 'react';
import styles from './access.module.css';
import { useI18n } from './texts/texts.ts';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  error?: string | null;
  end?: ReactNode;
}

export function Field({ label, hint, error, end, ...input }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={error ? `${styles.box} ${styles.wrong}` : styles.box}>
        <input
          {...input}
          id={id}
          spellCheck={false}
          autoCapitalize="none"
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? noteId : undefined}
        />
        {end}
      </div>
      {note && (
        <p id={noteId} className={error ? styles.fieldError : styles.hint}>
          {note}
        </p>
      )}
    </div>
  );
}

export function PasswordField(props: Omit<FieldProps, 'type' | 'end'>) {
  const { t } = useI18n();
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      end={
        <button
          type="button"
          className={styles.reveal}
          aria-label={shown ? t('access.hidePassword') : t('access.showPassword')}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eyeOff' : 'eye'} size={18} />
        </button>
      }
    />
  );
}
