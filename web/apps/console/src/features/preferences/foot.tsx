/** Theme, language, density and sound of this machine, and what other features have to offer there. */
import { Icon, type IconName } from '@skein/ui/react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { IconButton } from '../../kit/icon-button.tsx';
import menu from '../../kit/menu.module.css';
import { PHONE, useMedia } from '../../kit/use-media.ts';
import {
  type Density,
  LOCALE_NAMES,
  LOCALES,
  type Locale,
  setPreference,
  type Theme,
  usePreferences,
} from '../../preferences/preferences.ts';
import { useMenuLinks } from '../../seam/menu-links.ts';
import { useI18n } from './texts/texts.ts';

interface Option<Value extends string> {
  value: Value;
  label: string;
  icon?: IconName;
}

function Choice<Value extends string>(props: {
  label: string;
  name: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
}) {
  return (
    <div className={menu.choice}>
      <span aria-hidden>{props.label}</span>
      <ToggleButtonGroup
        className={menu.segments}
        aria-label={props.label}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[props.value]}
        onSelectionChange={(keys) => {
          for (const key of keys) props.onChange(key as Value);
        }}
      >
        {props.options.map((option) => (
          <ToggleButton
            key={option.value}
            id={option.value}
            className={menu.segment}
            data-testid={`${props.name}-${option.value}`}
          >
            {option.icon && <Icon name={option.icon} size={14} />}
            {option.label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

export function SettingsMenu() {
  const { t } = useI18n();
  const links = useMenuLinks();
  const preferences = usePreferences();
  const phone = useMedia(PHONE);

  return (
    <DialogTrigger>
      <IconButton icon="settings" label={t('preferences.menu')} testId="settings-menu" />
      <Popover className={menu.popover} placement={phone ? 'top end' : 'right bottom'} offset={10}>
        <Dialog className={menu.settings} aria-label={t('preferences.menu')}>
          {({ close }) => (
            <>
              <Choice<Theme>
                label={t('preferences.theme')}
                name="theme"
                value={preferences.theme}
                onChange={(theme) => setPreference('theme', theme)}
                options={[
                  { value: 'light', label: t('preferences.light'), icon: 'sun' },
                  { value: 'dark', label: t('preferences.dark'), icon: 'moon' },
                  { value: 'system', label: t('preferences.system'), icon: 'monitor' },
                ]}
              />
              <Choice<Locale>
                label={t('preferences.language')}
                name="language"
                value={preferences.locale}
                onChange={(locale) => setPreference('locale', locale)}
                options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
              />
              <Choice<Density>
                label={t('preferences.density')}
                name="density"
                value={preferences.density}
                onChange={(density) => setPreference('density', density)}
                options={[
                  { value: 'comfortable', label: t('preferences.comfortable') },
                  { value: 'compact', label: t('preferences.compact') },
                ]}
              />
              <Choice<'on' | 'off'>
                label={t('preferences.sound')}
                name="sound"
                value={preferences.sound ? 'on' : 'off'}
                onChange={(value) => setPreference('sound', value === 'on')}
                options={[
                  { value: 'on', label: t('preferences.soundOn'), icon: 'sound' },
                  { value: 'off', label: t('preferences.soundOff'), icon: 'soundOff' },
                ]}
              />
              <div className={menu.links}>
                {links.map((link) => (
                  <button
                    key={link.label}
                    type="button"
                    data-testid={link.testId}
                    onClick={() => {
                      close();
                      link.run();
                    }}
                  >
                    <Icon name={link.glyph} size={18} />
                    {link.label}
                    {link.keys && <kbd>{link.keys}</kbd>}
                  </button>
                ))}
              </div>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
