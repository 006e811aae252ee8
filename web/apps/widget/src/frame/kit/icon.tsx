/** Icons of the shared set as inline vector graphics; always decoration, the words are on the control. */
import { CHAT_ICONS, type ChatIconName, SHAPES } from '@skein/ui';

export function Icon({ name, size = 20 }: { name: ChatIconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={CHAT_ICONS[name]} />
    </svg>
  );
}

export function Shape({ name, size = 20 }: { name: keyof typeof SHAPES; size?: number }) {
  return (
    <svg class="shape" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
