/** Push buttons of the console. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  look?: 'primary' | 'default' | 'quiet' | 'danger';
  size?: 'small' | 'medium' | 'large';
  icon?: ReactNode;
  wide?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'default', size = 'medium', icon, wide, children, ...rest }: ButtonProps) {
  const className = [styles.button, styles[look], styles[size], wide && styles.wide].filter(Boolean).join(' ');
  return (
    <button type="button" {...rest} className={className}>
      {icon}
      {children}
    </button>
  );
}
