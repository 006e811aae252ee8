/** Presence by shape and colour. Decorative unless it gets a label. */
import { PRESENCE_SHAPES, type Presence } from '../presence.ts';
import styles from './presence-dot.module.css';

export interface PresenceDotProps {
  presence: Presence;
  size?: number;
  label?: string;
  className?: string;
}

export function PresenceDot({ presence, size = 12, label, className }: PresenceDotProps) {
  const shape = PRESENCE_SHAPES[presence];
  return (
    <svg
      className={[styles.dot, styles[presence], className].filter(Boolean).join(' ')}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {shape.fill && <path className={styles.fill} d={shape.fill} />}
      {shape.stroke && <path className={styles.stroke} d={shape.stroke} />}
    </svg>
  );
}
