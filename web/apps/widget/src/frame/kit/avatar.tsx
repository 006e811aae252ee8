/** The face of an agent: a letter on a steady colour, with presence by shape and colour. */
import { AVATAR_TONES, avatarTone, initialOf, PRESENCE_SHAPES } from '@skein/ui';

interface AvatarProps {
  uid: string;
  name: string;
  size?: 'small' | 'normal';
  /** Null when not known: no mark rather than a wrong one. */
  online?: boolean | null;
}

export function Avatar({ uid, name, size = 'normal', online = null }: AvatarProps) {
  const [background, letter] = AVATAR_TONES[avatarTone(uid)] ?? AVATAR_TONES[0];
  const shape = PRESENCE_SHAPES[online ? 'online' : 'away'];
  return (
    <span class={`avatar ${size}`} style={{ background, color: letter }} aria-hidden="true">
      {initialOf(name)}
      {online !== null && (
        <svg
          class={online ? 'presence online' : 'presence'}
          width="12"
          height="12"
          viewBox="0 0 12 12"
          aria-hidden="true"
        >
          {shape.fill !== '' && <path d={shape.fill} class="fill" />}
          {shape.stroke !== '' && <path d={shape.stroke} class="line" />}
        </svg>
      )}
    </span>
  );
}
