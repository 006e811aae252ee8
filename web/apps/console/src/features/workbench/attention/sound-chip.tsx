/** Shown while the browser keeps the sound locked: one click unlocks it. */
import { Icon } from '@skein/ui/react';
import { usePreferences } from '../../../preferences/preferences.ts';
import { useI18n } from '../texts/texts.ts';
import styles from './sound-chip.module.css';
import { unlockAudio, useAudio } from './tones.ts';

export function SoundChip() {
  const { t } = useI18n();
  const wanted = usePreferences((preferences) => preferences.sound);
  const unlocked = useAudio((audio) => audio.unlocked);
  if (!wanted || unlocked || typeof AudioContext === 'undefined') return null;
  return (
    <button type="button" className={styles.chip} onClick={unlockAudio} data-testid="sound-chip">
      <Icon name="soundOff" size={14} />
      {t('sound.enable')}
    </button>
  );
}
