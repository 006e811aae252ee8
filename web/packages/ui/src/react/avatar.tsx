/** A user's face: letter on a stable colour, with room for a glyph in the corner. */
import type { ReactNode } from 'react';
import { AVATAR_TONES, avatarTone, initialOf } from '../avatar.ts';
import styles from './avatar.module.css';

export interface AvatarProps {
  uid: string;
  name: string;
  size?: 28 | 32 | 34 | 40 | 48 | 64;
  /** Drawn over the lower right corner: a channel glyph or a presence dot. */
  corner?: ReactNode;
  muted?: boolean;
}

export function Avatar({ uid, name, size = 40, corner, muted = false }: AvatarProps) {
  const [background, color] = AVATAR_TONES[avatarTone(uid)] ?? AVATAR_TONES[0];
  const tone = muted ? undefined : { background, color };
  return (
    <span
      className={muted ? `${styles.avatar} ${styles.muted}` : styles.avatar}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.36), ...tone }}
      aria-hidden
    >
      {initialOf(name)}
      {corner && <span className={styles.corner}>{corner}</span>}
    </span>
  );
}
