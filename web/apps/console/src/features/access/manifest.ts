/** Setup by link, sign-in, what comes before the first page, and signing out. */
import { defineFeature } from '../../seam/feature.ts';
import { atOnce, lazily } from '../../seam/lazily.tsx';
import { AccessGate } from './access-gate.tsx';
import { LoginPage } from './login-page.tsx';
import { SetupPage } from './setup-page.tsx';
import { wishToSignOut } from './sign-out-wish.ts';
import { accessTexts } from './texts/texts.ts';

export const access = defineFeature({
  name: 'access',
  texts: accessTexts,
  isFor: () => true,
  pagesBeforeSignIn: [
    { at: ['login'], page: atOnce(LoginPage) },
    { at: ['setup'], page: atOnce(SetupPage) },
  ],
  gate: AccessGate,
  resident: lazily(() => import('./resident.tsx').then(({ SignOut }) => SignOut)),
  menu: [{ glyph: 'signOut', label: 'signOut.action', testId: 'sign-out', run: wishToSignOut }],
});
