/** The React parts of the shared interface. Never imported by the widget. */

export type { IconName, ShapeName } from '../icons.ts';
export { Avatar, type AvatarProps } from './avatar.tsx';
export { Icon, type IconProps, Shape, type ShapeProps } from './icon.tsx';
export { PresenceDot, type PresenceDotProps } from './presence-dot.tsx';
export { Skeleton, useDelayed } from './skeleton.tsx';
