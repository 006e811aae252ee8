/** Theme, language, density and sound of this machine; the shortcut sheet; sign-out. */
import { Icon, type IconName } from '@skein/ui/react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { countDrafts, forgetDrafts } from '../composer/drafts.ts';
import { countUnsent } from '../connection/unsent.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useI18n } from '../i18n/index.tsx';
import { openShortcutSheet } from '../keyboard/shortcut-sheet.tsx';
import { Button } from '../kit/button.tsx';
import { DialogActions, Dialog as ModalDialog } from '../kit/dialog.tsx';
import { IconButton } from '../kit/icon-button.tsx';
import menu from '../kit/menu.module.css';
import { PHONE, useMedia } from '../kit/use-media.ts';
import {
  type Density,
  LOCALE_NAMES,
  LOCALES,
  type Locale,
  setPreference,
  type Theme,
  usePreferences,
} from '../preferences/preferences.ts';
import { useServices } from '../services.tsx';
import { flushPending } from '../undo/pending.ts';

/** Nobody waits longer than this for the server to hear the goodbye and the browser to forget. */
const GOODBYE_MS = 2_000;

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
  const { api, session, tabs } = useServices();
  const { client, rows } = useDesk();
  const preferences = usePreferences();
  const phone = useMedia(PHONE);
  const [asking, setAsking] = useState(false);
  const [unsent, setUnsent] = useState(0);
  const [drafts, setDrafts] = useState(0);

  function askToSignOut(): void {
    const count = countUnsent(
      client,
      rows.map(({ consultation }) => consultation.conversationId),
    );
    setUnsent(count);
    const begun = countDrafts();
    setDrafts(begun);
    if (rows.length > 0 || count > 0 || begun > 0) setAsking(true);
    else signOut();
  }

  // Signing out works without the server too: this browser forgets everything either way.
  const goodbye = useMutation({
    onMutate: () => {
      tabs.tell({ kind: 'signing-out' });
      forgetDrafts();
    },
    mutationFn: () =>
      Promise.race([
        // What was done and can still be undone is done first: afterwards nobody here may do it.
        flushPending().then(() => Promise.allSettled([api.logout(), client.close({ forget: true })])),
        new Promise((resolve) => setTimeout(resolve, GOODBYE_MS)),
      ]),
  });

  function signOut(): void {
    setAsking(false);
    // Not called when this desk is gone by then: the session may be the next agent's.
    goodbye.mutate(undefined, { onSettled: () => session.end('signed-out') });
  }

  return (
    <>
      <DialogTrigger>
        <IconButton icon="settings" label={t('nav.settings')} testId="settings-menu" />
        <Popover className={menu.popover} placement={phone ? 'top end' : 'right bottom'} offset={10}>
          <Dialog className={menu.settings} aria-label={t('nav.settings')}>
            {({ close }) => (
              <>
                <Choice<Theme>
                  label={t('settings.theme')}
                  name="theme"
                  value={preferences.theme}
                  onChange={(theme) => setPreference('theme', theme)}
                  options={[
                    { value: 'light', label: t('settings.light'), icon: 'sun' },
                    { value: 'dark', label: t('settings.dark'), icon: 'moon' },
                    { value: 'system', label: t('settings.system'), icon: 'monitor' },
                  ]}
                />
                <Choice<Locale>
                  label={t('settings.language')}
                  name="language"
                  value={preferences.locale}
                  onChange={(locale) => setPreference('locale', locale)}
                  options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
                />
                <Choice<Density>
                  label={t('settings.density')}
                  name="density"
                  value={preferences.density}
                  onChange={(density) => setPreference('density', density)}
                  options={[
                    { value: 'comfortable', label: t('settings.comfortable') },
                    { value: 'compact', label: t('settings.compact') },
                  ]}
                />
                <Choice<'on' | 'off'>
                  label={t('settings.sound')}
                  name="sound"
                  value={preferences.sound ? 'on' : 'off'}
                  onChange={(value) => setPreference('sound', value === 'on')}
                  options={[
                    { value: 'on', label: t('settings.soundOn'), icon: 'sound' },
                    { value: 'off', label: t('settings.soundOff'), icon: 'soundOff' },
                  ]}
                />
                <div className={menu.links}>
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      openShortcutSheet();
                    }}
                  >
                    <Icon name="keyboard" size={18} />
                    {t('nav.shortcuts')}
                    <kbd>Ctrl /</kbd>
                  </button>
                  <button
                    type="button"
                    data-testid="sign-out"
                    onClick={() => {
                      close();
                      askToSignOut();
                    }}
                  >
                    <Icon name="signOut" size={18} />
                    {t('settings.signOut')}
                  </button>
                </div>
              </>
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
      <ModalDialog
        alert
        title={t('settings.signOutTitle')}
        open={asking}
        onClose={() => setAsking(false)}
        testId="sign-out-dialog"
      >
        {rows.length > 0 && <p>{t('settings.signOutText', { count: rows.length })}</p>}
        {unsent > 0 && <p>{t('settings.signOutUnsent', { count: unsent })}</p>}
        {drafts > 0 && <p>{t('settings.signOutDrafts', { count: drafts })}</p>}
        <p>{t('settings.signOutTabs')}</p>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{t('action.cancel')}</Button>
          <Button look="primary" onClick={signOut} data-testid="sign-out-confirm">
            {t('settings.signOut')}
          </Button>
        </DialogActions>
      </ModalDialog>
    </>
  );
}
