/** Serving customers: lists, one consultation, its customer; the own status; what calls an agent wherever they are. */
import { defineFeature } from '../../seam/feature.ts';
import { lazily } from '../../seam/lazily.tsx';
import { openShortcutSheet } from './keyboard/sheet.ts';
import { workbenchTexts } from './texts/texts.ts';

export const workbench = defineFeature({
  name: 'workbench',
  texts: workbenchTexts,
  isFor: ({ agent }) => agent !== null,
  pages: [
    {
      at: ['mine', 'queue', 'resolved'],
      page: lazily(() => import('./page.tsx').then(({ Workbench }) => Workbench)),
    },
  ],
  rail: { glyph: 'chat', label: 'workbench.name', labelWithCount: 'workbench.nameUnread' },
  foot: lazily(() => import('./foot.tsx').then(({ PresenceMenu }) => PresenceMenu)),
  resident: lazily(() => import('./resident.tsx').then(({ Resident }) => Resident)),
  menu: [{ glyph: 'keyboard', label: 'keys.title', keys: 'Ctrl /', run: openShortcutSheet }],
});
