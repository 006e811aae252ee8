/** One glyph of the icon set. Decorative unless it gets a label. */
import { ICONS, type IconName, SHAPES, type ShapeName } from '../icons.ts';
import styles from './icon.module.css';

export interface IconProps {
  name: IconName;
  size?: 12 | 14 | 16 | 18 | 20 | 24 | 32;
  label?: string;
  className?: string;
}

export function Icon({ name, size = 20, label, className }: IconProps) {
  return (
    <svg
      className={className ? `${styles.icon} ${className}` : styles.icon}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={ICONS[name]} strokeWidth={size <= 14 ? 2 : 1.5} />
    </svg>
  );
}

export interface ShapeProps {
  name: ShapeName;
  size?: number;
  className?: string;
}

export function Shape({ name, size = 20, className }: ShapeProps) {
  return (
    <svg
      className={className ? `${styles.shape} ${className}` : styles.shape}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}
