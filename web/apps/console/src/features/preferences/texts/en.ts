/** The words of the choices of this machine, in English: the keys and placeholders of the other language follow. */
export const en = {
  'preferences.menu': 'Settings',
  'preferences.theme': 'Theme',
  'preferences.light': 'Light',
  'preferences.dark': 'Dark',
  'preferences.system': 'System',
  'preferences.language': 'Language',
  'preferences.density': 'Density',
  'preferences.comfortable': 'Comfortable',
  'preferences.compact': 'Compact',
  'preferences.sound': 'Sound',
  'preferences.soundOn': 'On',
  'preferences.soundOff': 'Off',
} as const;
