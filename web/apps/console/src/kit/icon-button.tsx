/** A button that shows only a glyph: its label is the accessible name and the tooltip. */
import { Icon, type IconName } from '@skein/ui/react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import styles from './button.module.css';

export interface IconButtonProps {
  icon: IconName;
  label: string;
  shortcut?: string;
  onPress?: () => void;
  pressed?: boolean;
  disabled?: boolean;
  testId?: string;
  size?: 16 | 18 | 20;
  children?: ReactNode;
}

export function IconButton({
  icon,
  label,
  shortcut,
  onPress,
  pressed,
  disabled,
  testId,
  size = 20,
  children,
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      <Button
        className={styles.icon}
        aria-label={label}
        aria-pressed={pressed}
        isDisabled={disabled}
        onPress={onPress}
        data-testid={testId}
      >
        <Icon name={icon} size={size} />
        {children}
      </Button>
      <Tooltip className={styles.tooltip} offset={6}>
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
