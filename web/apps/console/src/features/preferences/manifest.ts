/** The choices of this machine: theme, language, density, sound. They are in a menu at the foot of the rail. */
import { defineFeature } from '../../seam/feature.ts';
import { lazily } from '../../seam/lazily.tsx';
import { preferencesTexts } from './texts/texts.ts';

export const preferences = defineFeature({
  name: 'preferences',
  texts: preferencesTexts,
  isFor: () => true,
  foot: lazily(() => import('./foot.tsx').then(({ SettingsMenu }) => SettingsMenu)),
});
